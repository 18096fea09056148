package org.acpo.driver.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.UserException;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.report.LiveView;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page about one run until closed. Reads the run folder and changes nothing. On a loopback address, the default,
 * it answers only requests that name this machine, so that a page from elsewhere cannot read it through a browser.
 */
public final class LiveServer implements Closeable {
    /** Where only this machine reaches it. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final Logger LOG = LoggerFactory.getLogger(LiveServer.class);
    private static final String HTML = "text/html; charset=utf-8";
    private static final String JSON = "application/json";
    private static final Pattern PARAMETER = Pattern.compile("(?:^|&)(known|step|all)=(\\d{1,9})(?=&|$)");
    private static final Pattern HOST = Pattern.compile("(.+?)(?::\\d+)?");
    private static final Set<String> OWN_NAMES = Set.of("localhost", LOOPBACK, "[::1]");

    private final HttpServer server;
    private final LiveView view;
    private final boolean loopback;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "acpo-live");
        thread.setDaemon(true);
        return thread;
    });

    private LiveServer(HttpServer server, LiveView view) {
        this.server = server;
        this.view = view;
        this.loopback = server.getAddress().getAddress().isLoopbackAddress();
    }

    /**
     * Starts to serve.
     *
     * @param port 0 for any free one
     * @throws UserException when host or port cannot be had
     */
    public static LiveServer start(RunFolder run, Configuration hadoop, String host, int port) {
        if (port < 0 || port > 65_535) {
            throw new UserException("--port is " + port + ", but it must be from 0 (any free one) to 65535");
        }
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
            LiveServer live = new LiveServer(HttpServer.create(address, 0), new LiveView(run, hadoop));
            live.server.createContext("/", live::handle);
            live.server.setExecutor(live.threads);
            live.server.start();
            return live;
        } catch (IOException e) {
            throw new UserException(
                    "cannot serve at " + host + " port " + port + ": " + e.getMessage()
                            + "; take another port, or 0 for any free one",
                    e);
        }
    }

    /** Where a browser finds the page. */
    public String url() {
        InetSocketAddress address = server.getAddress();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                answer(exchange);
            } catch (RuntimeException e) {
                LOG.warn("{} failed", exchange.getRequestURI(), e);
                send(exchange, 500, "text/plain; charset=utf-8", "acpo: " + e.getMessage() + "\n");
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            send(exchange, 405, "text/plain", "only GET\n");
            return;
        }
        if (loopback && !isOwnName(exchange.getRequestHeaders().getFirst("Host"))) {
            send(exchange, 403, "text/plain", "this page is for the machine that serves it\n");
            return;
        }
        Map<String, Integer> query = query(exchange.getRequestURI().getQuery());
        Optional<String> data = switch (exchange.getRequestURI().getPath()) {
            case "/" -> Optional.of(view.page());
            case "/data/overview" -> Optional.of(view.overview(query.getOrDefault("known", -1)));
            case "/data/rollouts" -> rollouts(query);
            default -> Optional.empty();
        };
        if (data.isEmpty()) {
            send(exchange, 404, "text/plain", "not here\n");
        } else {
            send(exchange, 200, exchange.getRequestURI().getPath().equals("/") ? HTML : JSON, data.get());
        }
    }

    private Optional<String> rollouts(Map<String, Integer> query) {
        Integer step = query.get("step");
        return step == null ? Optional.of(view.rollouts()) : view.rollouts(step, query.getOrDefault("all", 0) == 1);
    }

    private static boolean isOwnName(@Nullable String host) {
        if (host == null) {
            return false;
        }
        Matcher name = HOST.matcher(host);
        return name.matches() && OWN_NAMES.contains(name.group(1));
    }

    private static Map<String, Integer> query(@Nullable String query) {
        Map<String, Integer> values = new HashMap<>();
        Matcher parameter = PARAMETER.matcher(query == null ? "" : query);
        while (parameter.find()) {
            values.put(parameter.group(1), Integer.parseInt(parameter.group(2)));
        }
        return values;
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

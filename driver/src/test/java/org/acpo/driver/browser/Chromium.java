package org.acpo.driver.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A headless Chromium that a test drives over the DevTools protocol, as a person would: keys, sizes, colour schemes. */
public final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private int calls;

    private Chromium(Process process, URI page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Answers())
                .join();
    }

    /** The program; without one the test that asks is skipped. */
    public static Path program() {
        Optional<Path> program = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(path -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(program.isPresent(), "no Chromium on the PATH, so the page is not opened");
        return program.get();
    }

    /** @param profile an empty folder of the test */
    public static Chromium start(Path profile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        program().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        for (long end = deadline(); System.nanoTime() < end; Thread.sleep(50)) {
            if (Files.exists(port) && !Files.readAllLines(port).isEmpty()) {
                String list = "http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list";
                String pages = HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(URI.create(list)).build(), BodyHandlers.ofString())
                        .body();
                for (JsonNode page : JSON.readTree(pages)) {
                    if (page.path("type").asText().equals("page")) {
                        return new Chromium(
                                process,
                                URI.create(page.path("webSocketDebuggerUrl").asText()));
                    }
                }
            }
        }
        process.destroyForcibly();
        throw new IOException("Chromium did not start within " + PATIENCE_SECONDS + " s");
    }

    public void open(String url) throws InterruptedException {
        call("Page.navigate", Map.of("url", url));
    }

    /** The value of an expression; an error in it fails the test. */
    public JsonNode value(String expression) throws InterruptedException {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
        }
        return result.at("/result/value");
    }

    /** Waits until an expression is true. */
    public void await(String expression) throws InterruptedException {
        for (long end = deadline(); System.nanoTime() < end; Thread.sleep(100)) {
            if (value("Boolean(" + expression + ")").asBoolean()) {
                return;
            }
        }
        throw new AssertionError("never true: " + expression + "; the page says: "
                + value("document.body.innerText.slice(0, 400)").asText());
    }

    /** Presses and releases a key, such as ArrowDown or Tab, wherever the focus is. */
    public void press(String key) throws InterruptedException {
        int code = Map.of("ArrowDown", 40, "ArrowUp", 38, "ArrowRight", 39, "ArrowLeft", 37, "Tab", 9, "End", 35)
                .getOrDefault(key, 0);
        for (String type : List.of("rawKeyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
        }
    }

    public void size(int width, int height, boolean mobile) throws InterruptedException {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
    }

    public void dark(boolean dark) throws InterruptedException {
        Map<String, String> scheme = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    }

    public void screenshot(Path file) throws IOException, InterruptedException {
        JsonNode result = call("Page.captureScreenshot", Map.of("captureBeyondViewport", false));
        Files.write(file, Base64.getDecoder().decode(result.path("data").asText()));
    }

    private JsonNode call(String method, Map<String, ?> parameters) throws InterruptedException {
        int id = ++calls;
        socket.sendText(
                        JSON.valueToTree(Map.of("id", id, "method", method, "params", parameters))
                                .toString(),
                        true)
                .join();
        for (long end = deadline(); System.nanoTime() < end; ) {
            JsonNode answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer != null && answer.path("id").asInt() == id) {
                if (answer.has("error")) {
                    throw new AssertionError(method + ": " + answer.path("error"));
                }
                return answer.path("result");
            }
        }
        throw new AssertionError("Chromium did not answer " + method);
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts whole messages into the queue. */
    private final class Answers implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                try {
                    answers.add(JSON.readTree(message.toString()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                message.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}

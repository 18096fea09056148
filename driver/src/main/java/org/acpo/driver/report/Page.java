package org.acpo.driver.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;

/** Puts the resources of this package, the chart library and the data together to one file that needs no other. */
final class Page {
    private static final String WEBJAR = "/META-INF/resources/webjars/uplot/";
    private static final String WEBJAR_VERSION = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    private static final List<String> SCRIPTS = List.of(
            "dom.js", "charts.js", "curves.js", "spread.js", "summary.js", "response.js", "browser.js", "report.js");
    private static final List<String> LIVE_SCRIPTS =
            List.of("dom.js", "charts.js", "curves.js", "summary.js", "response.js", "browser.js", "live.js");
    private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z-]+)}}");

    private Page() {}

    static String render(PageData data, ObjectMapper json) {
        return fill("report.html", data.run(), SCRIPTS, Map.of("data", embed(data, json)));
    }

    /** The page that asks the server it came from for its data. */
    static String live(String run) {
        return fill("live.html", run, LIVE_SCRIPTS, Map.of());
    }

    private static String fill(String page, String run, List<String> scripts, Map<String, String> more) {
        String library = WEBJAR + version();
        Map<String, String> slots = new TreeMap<>(more);
        slots.put("title", StringEscapeUtils.escapeHtml4(run));
        slots.put("chart-license", "\n" + resource(library + "/LICENSE").strip() + "\n");
        slots.put("chart-style", resource(library + "/dist/uPlot.min.css"));
        slots.put("chart-script", resource(library + "/dist/uPlot.iife.min.js"));
        slots.put("style", resource("report.css"));
        slots.put("scripts", scripts.stream().map(Page::resource).collect(Collectors.joining("\n")));
        return SLOT.matcher(resource(page))
                .replaceAll(slot -> Matcher.quoteReplacement(slots.getOrDefault(slot.group(1), "")));
    }

    /** JSON in which nothing can end or open an element: outside strings it holds no {@code <}. */
    private static String embed(PageData data, ObjectMapper json) {
        try {
            return json.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = open(WEBJAR_VERSION)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static String resource(String name) {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        InputStream in = Page.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("resource " + name + " is not on the class path");
        }
        return in;
    }
}

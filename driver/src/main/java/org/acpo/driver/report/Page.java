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
    private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z-]+)}}");

    private Page() {}

    static String render(PageData data, ObjectMapper json) {
        String library = WEBJAR + version();
        Map<String, String> slots = new TreeMap<>();
        slots.put("title", StringEscapeUtils.escapeHtml4(data.run()));
        slots.put("chart-license", "\n" + resource(library + "/LICENSE").strip() + "\n");
        slots.put("chart-style", resource(library + "/dist/uPlot.min.css"));
        slots.put("chart-script", resource(library + "/dist/uPlot.iife.min.js"));
        slots.put("style", resource("report.css"));
        slots.put("scripts", SCRIPTS.stream().map(Page::resource).collect(Collectors.joining("\n")));
        slots.put("data", embed(data, json));
        return SLOT.matcher(resource("report.html"))
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

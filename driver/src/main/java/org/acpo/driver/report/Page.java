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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.StringEscapeUtils;

/** Puts resources, the chart library and data together to one file that needs no other. */
public final class Page {
    private static final String WEBJAR = "/META-INF/resources/webjars/uplot/";
    private static final String WEBJAR_VERSION = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    /** What every page has: elements, numbers as text, charts. */
    private static final List<String> COMMON_SCRIPTS = List.of("dom.js", "charts.js");

    private static final List<String> SCRIPTS =
            List.of("curves.js", "spread.js", "summary.js", "response.js", "browser.js", "report.js");
    private static final List<String> LIVE_SCRIPTS =
            List.of("curves.js", "summary.js", "response.js", "browser.js", "live.js");
    private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z-]+)}}");

    private Page() {}

    static String render(PageData data, ObjectMapper json) {
        try {
            return render(data.run(), "report.html", SCRIPTS, json.writeValueAsString(data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The page that asks the server it came from for its data. */
    static String live(String run) {
        return render(run, "live.html", LIVE_SCRIPTS, "");
    }

    /**
     * A page that looks as those of runs do.
     *
     * @param body resource with the elements of the page, named absolutely outside this package
     * @param scripts resources as {@code body}, which run in this order after dom.js and charts.js
     * @param json data for the scripts, in the element {@code acpo-data}
     */
    public static String render(String title, String body, List<String> scripts, String json) {
        String library = WEBJAR + version();
        Map<String, String> slots = Map.of(
                "title", StringEscapeUtils.escapeHtml4(title),
                "data", embedded(json),
                "chart-license", "\n" + resource(library + "/LICENSE").strip() + "\n",
                "chart-style", resource(library + "/dist/uPlot.min.css"),
                "chart-script", resource(library + "/dist/uPlot.iife.min.js"),
                "style", resource("report.css"),
                "scripts",
                        Stream.concat(COMMON_SCRIPTS.stream(), scripts.stream())
                                .map(Page::resource)
                                .collect(Collectors.joining("\n")));
        return SLOT.matcher(
                        resource("page.html").replace("{{body}}", resource(body).strip()))
                .replaceAll(slot -> Matcher.quoteReplacement(slots.getOrDefault(slot.group(1), "")));
    }

    /** JSON in which nothing can end or open an element: outside strings it holds no {@code <}. */
    private static String embedded(String json) {
        return json.replace("<", "\\u003c");
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

package org.acpo.driver.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.acpo.common.run.MetricNames;
import org.apache.commons.text.StringEscapeUtils;
import org.jspecify.annotations.Nullable;

/** The page of a study: per task the learning curves, the table of methods, and how well credit met the truth; then all tasks together. */
final class StudyPage {
    /** Heads and metrics of the table of credit. */
    private static final Map<String, String> CREDIT = credit();

    private static final String HEAD = """
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1"><title>Study</title><style>
            :root{color-scheme:light dark}
            body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}
            .wide{overflow-x:auto}
            th,td{padding:.25rem .8rem;text-align:right;border-bottom:1px solid #8884;white-space:nowrap}
            th:first-child,td:first-child{text-align:left}
            small{opacity:.75}svg{width:100%;height:auto;max-width:60rem}svg text{fill:currentColor;font-size:11px}
            </style></head><body>
            """;

    private StudyPage() {}

    private static Map<String, String> credit() {
        Map<String, String> metrics = new LinkedHashMap<>();
        metrics.put("first-error AUC", "credit/first_error_auc");
        metrics.put("helpful, precision", "credit/helpful_precision");
        metrics.put("harmful, precision", "credit/harmful_precision");
        metrics.put("needed, called helpful", "credit/needed_helpful");
        metrics.put("unnecessary, called helpful", "credit/unnecessary_helpful");
        metrics.put("boundary precision", "credit/boundary_precision");
        metrics.put("boundary recall", "credit/boundary_recall");
        metrics.put("reliability, last step", MetricNames.RELIABILITY + "last");
        return metrics;
    }

    static String render(
            StudyConfig config,
            List<Map<String, Object>> comparison,
            List<LearningCurve> curves,
            List<Map<String, Object>> steps) {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("<h1>Study</h1><p>")
                .append(curves.size())
                .append(" runs. Means over seeds with 95% bootstrap intervals in brackets; differences are paired by"
                        + " seed, to <b>")
                .append(text(config.baseline()))
                .append("</b>. Half and final are pass@1 on held-out problems after half of and all of the generated"
                        + " tokens that every run of the task has spent; area is the mean over them.</p>");
        Set<String> tasks = new LinkedHashSet<>();
        curves.forEach(curve -> tasks.add(curve.run().task()));
        for (String task : tasks) {
            page.append("<h2>").append(text(task)).append("</h2>");
            page.append(new CurveChart(curves.stream()
                            .filter(c -> c.run().task().equals(task))
                            .toList())
                    .svg());
            methods(page, comparison, task);
            credit(
                    page,
                    steps.stream().filter(row -> task.equals(row.get("task"))).toList());
        }
        if (tasks.size() > 1) {
            page.append("<h2>All tasks</h2><p>Means over all runs of a method, intervals over them.</p>");
            methods(page, comparison, Comparison.ALL_TASKS);
        }
        return page.append("</body></html>\n").toString();
    }

    private static void methods(StringBuilder page, List<Map<String, Object>> comparison, String task) {
        page.append(
                "<div class=wide><table><tr><th>method<th>before<th>half<th>final<th>pass@k<th>area<th>half, paired"
                        + "<th>final, paired<th>area, paired<th>entropy, 1st half<th>entropy, 2nd half<th>tokens<th>seconds</tr>");
        for (Map<String, Object> row : comparison) {
            if (!task.equals(row.get("task"))) {
                continue;
            }
            page.append("<tr><td>").append(text(String.valueOf(row.get("method"))));
            for (String name : List.of("before", "half_budget", "final", "final_pass@k", "area")) {
                page.append("<td>").append(interval(row, name, 100, "%.1f"));
            }
            for (String name : List.of("half_budget_minus_baseline", "final_minus_baseline", "area_minus_baseline")) {
                page.append("<td>").append(interval(row, name, 100, "%+.1f"));
            }
            page.append("<td>").append(interval(row, "entropy_first_half", 1, "%.3f"));
            page.append("<td>").append(interval(row, "entropy_second_half", 1, "%.3f"));
            page.append("<td>").append(interval(row, "tokens", 1, "%,.0f"));
            page.append("<td>").append(interval(row, "seconds", 1, "%.0f")).append("</tr>");
        }
        page.append("</table></div>");
    }

    private static String interval(Map<String, Object> row, String name, double scale, String format) {
        Map<?, ?> value = (Map<?, ?>) row.get(name);
        double mean = number(value, "mean");
        if (Double.isNaN(mean)) {
            return "–";
        }
        String text = String.format(Locale.ROOT, format, scale * mean);
        double low = number(value, "low");
        return Double.isNaN(low)
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                " <small>[" + format + ", " + format + "]</small>",
                                scale * low,
                                scale * number(value, "high"));
    }

    private static double number(@Nullable Map<?, ?> map, String name) {
        return map != null && map.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Means over all steps and seeds of what credit scored, by method. */
    private static void credit(StringBuilder page, List<Map<String, Object>> steps) {
        Map<String, List<Map<String, Object>>> byMethod = new LinkedHashMap<>();
        for (Map<String, Object> row : steps) {
            byMethod.computeIfAbsent(String.valueOf(row.get("method")), m -> new ArrayList<>())
                    .add(row);
        }
        page.append("<div class=wide><table><tr><th>credit against the truth");
        CREDIT.keySet().forEach(head -> page.append("<th>").append(head));
        page.append("</tr>");
        byMethod.forEach((method, rows) -> {
            page.append("<tr><td>").append(text(method));
            for (String name : CREDIT.values()) {
                double mean = rows.stream()
                        .mapToDouble(row -> LearningCurve.number(row, name, Double.NaN))
                        .filter(v -> !Double.isNaN(v))
                        .average()
                        .orElse(Double.NaN);
                page.append("<td>").append(Double.isNaN(mean) ? "–" : String.format(Locale.ROOT, "%.3f", mean));
            }
            page.append("</tr>");
        });
        page.append("</table></div>");
    }

    private static String text(String raw) {
        return StringEscapeUtils.escapeHtml4(raw);
    }
}

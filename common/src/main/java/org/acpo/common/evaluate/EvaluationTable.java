package org.acpo.common.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.acpo.common.evaluate.PassRates.Interval;
import org.acpo.common.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The table of an evaluation as papers print it: a row for every data set, and for each of its subjects and levels, with
 * avg@k (the mean share of right responses), pass@k and maj@k and their 95% intervals.
 */
public final class EvaluationTable {
    private static final int NUMBERS = 2;

    private final List<Row> rows = new ArrayList<>();

    /** A problem and its judged responses. */
    public record Judged(Problem problem, List<Outcome> outcomes) {}

    /**
     * A line of the table.
     *
     * @param by {@code subject} or {@code level}, or null for all problems of the data set
     * @param value the subject or level
     */
    public record Row(
            String dataset, @Nullable String by, @Nullable String value, EvaluationSummary summary) {
        /** For machines. */
        public Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("dataset", dataset);
            if (by != null) {
                fields.put(by, value);
            }
            fields.putAll(summary.fields());
            return fields;
        }

        private String name() {
            return by == null ? dataset : by.equals("level") ? "- level " + value : "- " + value;
        }
    }

    /** Adds the rows of a data set that has problems; problems that name no subject or level count in its own row alone. */
    public void add(String dataset, List<Judged> judged) {
        rows.add(new Row(dataset, null, null, summary(judged)));
        groups(judged, Problem::subject)
                .forEach((value, part) -> rows.add(new Row(dataset, "subject", value, summary(part))));
        groups(judged, Problem::level)
                .forEach((value, part) -> rows.add(new Row(dataset, "level", String.valueOf(value), summary(part))));
    }

    private static EvaluationSummary summary(List<Judged> judged) {
        return EvaluationSummary.of(judged.stream().map(Judged::outcomes).toList());
    }

    private static <T extends Comparable<T>> Map<T, List<Judged>> groups(
            List<Judged> judged, Function<Problem, @Nullable T> key) {
        return judged.stream()
                .filter(one -> key.apply(one.problem) != null)
                .collect(Collectors.groupingBy(
                        one -> Objects.requireNonNull(key.apply(one.problem)), TreeMap::new, Collectors.toList()));
    }

    /** The lines, data sets in the order in which they were added. */
    public List<Row> rows() {
        return List.copyOf(rows);
    }

    /** The table as Markdown, with aligned columns. */
    public String markdown() {
        int samples = rows.stream().mapToInt(row -> row.summary.samples()).max().orElse(1);
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of(
                "problems",
                "n",
                "avg@" + samples + " (95%)",
                "pass@" + samples + " (95%)",
                "maj@" + samples + " (95%)",
                "tokens",
                "cut short"));
        rows.forEach(row -> cells.add(cells(row)));
        int[] widths = new int[cells.get(0).size()];
        cells.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder(line(cells.get(0), widths)).append(rule(widths));
        cells.stream().skip(1).forEach(line -> text.append(line(line, widths)));
        return text.toString();
    }

    private static List<String> cells(Row row) {
        EvaluationSummary summary = row.summary;
        return List.of(
                row.name(),
                String.valueOf(summary.problems()),
                rate(summary.passAt1(), new Interval(summary.low(), summary.high())),
                rate(summary.passAtK(), summary.passAtKInterval()),
                rate(summary.majAtK(), summary.majAtKInterval()),
                String.format(Locale.ROOT, "%.0f", summary.lengthMean()),
                String.format(Locale.ROOT, "%.1f%%", 100 * summary.truncatedFrac()));
    }

    private static String rate(double rate, Interval interval) {
        return String.format(Locale.ROOT, "%.1f (%.1f-%.1f)", 100 * rate, 100 * interval.low(), 100 * interval.high());
    }

    /** Names to the left, numbers to the right. */
    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - cells.get(i).length());
            line.append(' ')
                    .append(i == 0 ? cells.get(i) + space : space + cells.get(i))
                    .append(" |");
        }
        return line.append('\n').toString();
    }

    private static String rule(int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            String dashes = "-".repeat(widths[i] + NUMBERS);
            line.append(i == 0 ? dashes : dashes.substring(1) + ":").append('|');
        }
        return line.append('\n').toString();
    }
}

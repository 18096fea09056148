package org.acpo.driver.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.acpo.common.run.MetricNames;
import org.jspecify.annotations.Nullable;

/**
 * The run's numbers as columns over the steps.
 *
 * @param stepsPerPoint how many successive steps a point stands for: 1 unless the run is long; their mean, but the
 *     smallest or largest where the name says {@code min} or {@code max}
 * @param steps the last step of each point
 * @param series by name in {@code metrics.jsonl}; null where no value was reported
 * @param evaluationSteps steps after which an evaluation ran, never thinned
 * @param evaluations {@code eval/...} by name, over those
 * @param stages where a curriculum stage begins, the first one at the first step
 */
record MetricCurves(
        int stepsPerPoint,
        List<Integer> steps,
        Map<String, List<@Nullable Double>> series,
        List<Integer> evaluationSteps,
        Map<String, List<@Nullable Double>> evaluations,
        List<StageStart> stages) {
    private static final String EVALUATION = "eval/";

    /** The first step of a curriculum stage. */
    record StageStart(int step, int stage) {}

    static MetricCurves of(Metrics log, int maxPoints) {
        List<MetricsRow> rows = log.updates();
        int stepsPerPoint = Math.max(1, (rows.size() + maxPoints - 1) / maxPoints);
        List<List<MetricsRow>> points = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += stepsPerPoint) {
            points.add(rows.subList(from, Math.min(rows.size(), from + stepsPerPoint)));
        }
        List<List<MetricsRow>> evaluations =
                log.evaluations().stream().map(List::of).toList();
        return new MetricCurves(
                stepsPerPoint,
                lastSteps(points),
                columns(points, false),
                lastSteps(evaluations),
                columns(evaluations, true),
                stages(rows));
    }

    private static List<Integer> lastSteps(List<List<MetricsRow>> points) {
        return points.stream().map(point -> point.get(point.size() - 1).step()).toList();
    }

    private static Map<String, List<@Nullable Double>> columns(List<List<MetricsRow>> points, boolean evaluation) {
        TreeSet<String> names = new TreeSet<>();
        points.forEach(point -> point.forEach(row -> names.addAll(row.values().keySet())));
        names.remove(MetricNames.STEP);
        names.removeIf(name -> name.startsWith(EVALUATION) != evaluation);
        Map<String, List<@Nullable Double>> columns = new TreeMap<>();
        for (String name : names) {
            List<@Nullable Double> column = new ArrayList<>();
            for (List<MetricsRow> point : points) {
                OptionalDouble value = condense(point, name);
                column.add(value.isPresent() ? Numbers.compact(value.getAsDouble()) : null);
            }
            columns.put(name, column);
        }
        return columns;
    }

    private static OptionalDouble condense(List<MetricsRow> point, String name) {
        DoubleStream values = point.stream().filter(row -> row.has(name)).mapToDouble(row -> row.get(name, 0));
        if (name.endsWith("min")) {
            return values.min();
        }
        return name.endsWith("max") ? values.max() : values.average();
    }

    private static List<StageStart> stages(List<MetricsRow> rows) {
        List<StageStart> starts = new ArrayList<>();
        for (MetricsRow row : rows) {
            int stage = (int) row.get(MetricNames.STAGE, 0);
            if (stage != 0 && (starts.isEmpty() || starts.get(starts.size() - 1).stage() != stage)) {
                starts.add(new StageStart(row.step(), stage));
            }
        }
        return starts;
    }
}

package org.acpo.driver.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.acpo.common.run.MetricNames;

/** Methods side by side on each task: means over seeds with bootstrap intervals, and paired differences to the baseline. */
final class Comparison {
    /** The task of rows about all of them. */
    static final String ALL_TASKS = "all tasks";

    private final String baseline;
    private final List<LearningCurve> curves;

    Comparison(String baseline, List<LearningCurve> curves) {
        this.baseline = baseline;
        this.curves = curves;
    }

    /**
     * One row for every task and method, in the study's order, and where there are several tasks one more for every method, over
     * all its runs.
     */
    List<Map<String, Object>> rows() {
        Map<String, Map<String, List<LearningCurve>>> cells = new LinkedHashMap<>();
        for (LearningCurve curve : curves) {
            add(cells, curve.run().task(), curve);
        }
        if (cells.size() > 1) {
            curves.forEach(curve -> add(cells, ALL_TASKS, curve));
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        cells.forEach((task, methods) -> methods.values().forEach(cell -> rows.add(row(task, cell))));
        return rows;
    }

    private static void add(Map<String, Map<String, List<LearningCurve>>> cells, String task, LearningCurve curve) {
        cells.computeIfAbsent(task, key -> new LinkedHashMap<>())
                .computeIfAbsent(curve.run().method(), key -> new ArrayList<>())
                .add(curve);
    }

    private Map<String, Object> row(String task, List<LearningCurve> cell) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("task", task);
        row.put("method", cell.get(0).run().method());
        row.put("runs", cell.size());
        put(row, "before", cell, curve -> curve.points().get(0).passAt1());
        put(row, "half_budget", cell, this::half);
        put(row, "final", cell, this::end);
        put(row, "final_pass@k", cell, curve -> curve.last().passAtK());
        put(row, "area", cell, this::area);
        put(row, "entropy_first_half", cell, curve -> orNaN(curve.mean(MetricNames.ENTROPY, false)));
        put(row, "entropy_second_half", cell, curve -> orNaN(curve.mean(MetricNames.ENTROPY, true)));
        put(row, "tokens", cell, curve -> curve.last().tokens());
        put(row, "seconds", cell, curve -> curve.last().seconds());
        put(row, "half_budget_minus_baseline", cell, curve -> difference(curve, this::half));
        put(row, "final_minus_baseline", cell, curve -> difference(curve, this::end));
        put(row, "area_minus_baseline", cell, curve -> difference(curve, this::area));
        return row;
    }

    private double half(LearningCurve curve) {
        return curve.passAt1(budget(curve) / 2);
    }

    private double end(LearningCurve curve) {
        return curve.passAt1(budget(curve));
    }

    private double area(LearningCurve curve) {
        return curve.area(budget(curve));
    }

    /** Generated tokens that every run of a curve's task has spent, so that all are compared at the same. */
    private double budget(LearningCurve curve) {
        return curves.stream()
                .filter(other -> other.run().task().equals(curve.run().task()))
                .mapToDouble(other -> other.last().tokens())
                .min()
                .orElse(0);
    }

    /** Value of a run less that of the baseline's run with the same seed; NaN while there is none. */
    private double difference(LearningCurve curve, ToDoubleFunction<LearningCurve> value) {
        return curves.stream()
                .filter(other -> other.run().method().equals(baseline)
                        && other.run().task().equals(curve.run().task())
                        && other.run().seed() == curve.run().seed())
                .mapToDouble(other -> value.applyAsDouble(curve) - value.applyAsDouble(other))
                .findFirst()
                .orElse(Double.NaN);
    }

    private static void put(
            Map<String, Object> row, String name, List<LearningCurve> cell, ToDoubleFunction<LearningCurve> value) {
        double[] values =
                cell.stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).toArray();
        row.put(name, Bootstrap.of(values).toMap());
    }

    private static double orNaN(OptionalDouble value) {
        return value.orElse(Double.NaN);
    }
}

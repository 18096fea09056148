package org.acpo.driver.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.acpo.common.run.MetricNames;

/** Methods side by side on each task: means over seeds with bootstrap intervals, and paired differences to the baseline. */
final class Comparison {
    private final String baseline;
    private final List<LearningCurve> curves;

    Comparison(String baseline, List<LearningCurve> curves) {
        this.baseline = baseline;
        this.curves = curves;
    }

    /** One row for every task and method, in the study's order. */
    List<Map<String, Object>> rows() {
        Map<String, List<LearningCurve>> cells = new LinkedHashMap<>();
        for (LearningCurve curve : curves) {
            cells.computeIfAbsent(curve.run().task() + "\n" + curve.run().method(), key -> new ArrayList<>())
                    .add(curve);
        }
        return cells.values().stream().map(this::row).toList();
    }

    private Map<String, Object> row(List<LearningCurve> cell) {
        StudyRun first = cell.get(0).run();
        double budget = budget(first.task());
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("task", first.task());
        row.put("method", first.method());
        row.put("seeds", cell.size());
        put(row, "before", cell, curve -> curve.points().get(0).passAt1());
        put(row, "half_budget", cell, curve -> curve.passAt1(budget / 2));
        put(row, "final", cell, curve -> curve.passAt1(budget));
        put(row, "final_pass@k", cell, curve -> curve.last().passAtK());
        put(row, "area", cell, curve -> curve.area(budget));
        put(row, "entropy_first_half", cell, curve -> orNaN(curve.mean(MetricNames.ENTROPY, false)));
        put(row, "entropy_second_half", cell, curve -> orNaN(curve.mean(MetricNames.ENTROPY, true)));
        put(row, "tokens", cell, curve -> curve.last().tokens());
        put(row, "seconds", cell, curve -> curve.last().seconds());
        put(row, "half_budget_minus_baseline", cell, curve -> difference(curve, c -> c.passAt1(budget / 2)));
        put(row, "final_minus_baseline", cell, curve -> difference(curve, c -> c.passAt1(budget)));
        put(row, "area_minus_baseline", cell, curve -> difference(curve, c -> c.area(budget)));
        return row;
    }

    /** Generated tokens that every run of a task has spent, so that all are compared at the same. */
    private double budget(String task) {
        return curves.stream()
                .filter(curve -> curve.run().task().equals(task))
                .mapToDouble(curve -> curve.last().tokens())
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

package org.acpo.driver.lab.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.acpo.common.run.MetricNames;

/**
 * What one run recorded.
 *
 * @param rows metrics of each step, the first before any update
 * @param points evaluations in their order
 */
record LearningCurve(StudyRun run, List<Map<String, Object>> rows, List<Point> points) {

    /**
     * An evaluation.
     *
     * @param tokens generated for training so far, those of groups given up and of Monte Carlo continuations included
     * @param seconds time of all steps so far
     */
    record Point(int step, double tokens, double seconds, double passAt1, double passAtK) {}

    static LearningCurve of(StudyRun run, List<Map<String, Object>> rows) {
        List<Point> points = new ArrayList<>();
        double tokens = 0;
        double seconds = 0;
        for (Map<String, Object> row : rows) {
            tokens += responseTokens(row) + number(row, MetricNames.BRANCH_TOKENS, 0);
            seconds += number(row, MetricNames.TIME_STEP, 0);
            if (row.containsKey(MetricNames.EVAL_PASS_AT_1)) {
                points.add(new Point(
                        (int) number(row, MetricNames.STEP, 0),
                        tokens,
                        seconds,
                        number(row, MetricNames.EVAL_PASS_AT_1, Double.NaN),
                        number(row, MetricNames.EVAL_PASS_AT_K, Double.NaN)));
            }
        }
        return new LearningCurve(run, rows, points);
    }

    /** Runs of earlier versions report the mean alone. */
    private static double responseTokens(Map<String, Object> row) {
        double kept = number(row, MetricNames.LENGTH_MEAN, 0) * number(row, MetricNames.ROLLOUTS, 0);
        return number(row, MetricNames.RESPONSE_TOKENS, kept);
    }

    static double number(Map<String, Object> row, String name, double otherwise) {
        return row.get(name) instanceof Number number ? number.doubleValue() : otherwise;
    }

    Point last() {
        return points.get(points.size() - 1);
    }

    /** pass@1 after so many generated tokens, between evaluations on a straight line. */
    double passAt1(double tokens) {
        Point before = points.get(0);
        for (Point point : points) {
            if (point.tokens >= tokens) {
                double span = point.tokens - before.tokens;
                double share = span == 0 ? 1 : (tokens - before.tokens) / span;
                return before.passAt1 + share * (point.passAt1 - before.passAt1);
            }
            before = point;
        }
        return last().passAt1;
    }

    /** Mean pass@1 over the generated tokens up to {@code budget}: the area under the curve by its width. */
    double area(double budget) {
        int steps = 200;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += passAt1(budget * (i + 0.5) / steps);
        }
        return sum / steps;
    }

    /**
     * Mean of a metric over the first or the second half of the steps, which are the same ones for every method, whatever
     * its stages; empty when no step of it has the metric.
     */
    OptionalDouble mean(String metric, boolean secondHalf) {
        int steps = last().step;
        return rows.stream()
                .filter(row -> {
                    double step = number(row, MetricNames.STEP, 0);
                    return step > 0 && 2 * step > steps == secondHalf;
                })
                .mapToDouble(row -> number(row, metric, Double.NaN))
                .filter(value -> !Double.isNaN(value))
                .average();
    }
}

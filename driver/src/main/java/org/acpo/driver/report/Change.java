package org.acpo.driver.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.acpo.common.run.MetricNames;

/**
 * A number at the start and at the end of training: means over the first and the last tenth of the steps.
 *
 * @param name its name in {@code metrics.jsonl}
 */
record Change(String name, double from, double to) {
    private static final List<String> TOLD = List.of(
            MetricNames.REWARD_MEAN,
            MetricNames.TRAIN_PASS_AT_1,
            MetricNames.TRAIN_PASS_AT_K,
            MetricNames.ENTROPY,
            MetricNames.LENGTH_MEAN,
            MetricNames.TRUNCATED,
            MetricNames.SEGMENTS_MEAN,
            MetricNames.HELPFUL,
            MetricNames.HARMFUL,
            MetricNames.ZERO_VARIANCE_FRAC,
            MetricNames.TOKENS_PER_S);

    /** The changes of those numbers that both ends report; none before the second step. */
    static List<Change> of(Metrics log) {
        List<MetricsRow> rows = log.updates();
        if (rows.size() < 2) {
            return List.of();
        }
        int tenth = Math.max(1, rows.size() / 10);
        List<Change> changes = new ArrayList<>();
        for (String name : TOLD) {
            OptionalDouble from = mean(rows.subList(0, tenth), name);
            OptionalDouble to = mean(rows.subList(rows.size() - tenth, rows.size()), name);
            if (from.isPresent() && to.isPresent()) {
                changes.add(new Change(name, from.getAsDouble(), to.getAsDouble()));
            }
        }
        return changes;
    }

    private static OptionalDouble mean(List<MetricsRow> rows, String name) {
        return rows.stream()
                .filter(row -> row.has(name))
                .mapToDouble(row -> row.get(name, 0))
                .average();
    }
}

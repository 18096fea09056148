package org.acpo.driver.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code metrics.jsonl}.
 *
 * @param values the line's finite numbers by their names
 */
record MetricsRow(int step, Map<String, Double> values) {

    @Nullable
    Double get(String name) {
        return values.get(name);
    }

    double get(String name, double otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }
}

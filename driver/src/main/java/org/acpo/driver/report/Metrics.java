package org.acpo.driver.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.checkpoint.MetricsLog;
import org.apache.hadoop.conf.Configuration;

/** The numbers of {@code metrics.jsonl}, one row a step in their order. */
record Metrics(List<MetricsRow> rows) {

    /** Empty if the file is not there yet. */
    static Metrics read(RunFolder run, Configuration hadoop) {
        return of(new MetricsLog(run, hadoop).rows());
    }

    /** Rows without a step are left out; of several rows about a step the last one counts. */
    static Metrics of(List<Map<String, Object>> lines) {
        Map<Integer, MetricsRow> rows = new TreeMap<>();
        for (Map<String, Object> line : lines) {
            if (line.get(MetricNames.STEP) instanceof Number step) {
                rows.put(step.intValue(), new MetricsRow(step.intValue(), finite(line)));
            }
        }
        return new Metrics(List.copyOf(rows.values()));
    }

    /** The rows of policy updates; step 0 is the evaluation before the first one. */
    List<MetricsRow> updates() {
        return rows.stream().filter(row -> row.step() > 0).toList();
    }

    /** The rows on which an evaluation ran. */
    List<MetricsRow> evaluations() {
        return rows.stream().filter(row -> row.has(MetricNames.EVAL_PASS_AT_1)).toList();
    }

    private static Map<String, Double> finite(Map<String, Object> line) {
        Map<String, Double> values = new HashMap<>();
        line.forEach((name, value) -> {
            if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
                values.put(name, number.doubleValue());
            }
        });
        return values;
    }
}

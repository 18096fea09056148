package org.acpo.driver.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.acpo.common.run.MetricNames;

/**
 * Where a run's time went.
 *
 * @param name phase, as in {@code time/<name>_s}; {@code other} is what no phase accounts for
 * @param seconds over the whole run
 * @param share of the run's time; those of phases that ran side by side add up to more than 1
 */
record Phase(String name, double seconds, double share) {
    private static final String PREFIX = "time/";
    private static final String SUFFIX = "_s";

    /** Time of a row: the step, whose phases may run side by side, and the evaluation after it. */
    static double stepSeconds(MetricsRow row) {
        return row.get(MetricNames.TIME_STEP, 0) + row.get(MetricNames.TIME_EVALUATE, 0);
    }

    /** The phases of all rows, the longest first. */
    static List<Phase> of(Metrics log) {
        Map<String, Double> totals = new TreeMap<>();
        double all = 0;
        double accounted = 0;
        for (MetricsRow row : log.rows()) {
            all += stepSeconds(row);
            for (Map.Entry<String, Double> entry : row.values().entrySet()) {
                if (isPhase(entry.getKey())) {
                    totals.merge(name(entry.getKey()), entry.getValue(), Double::sum);
                    accounted += entry.getValue();
                }
            }
        }
        if (all - accounted > 0.001 * all) {
            totals.put("other", all - accounted);
        }
        List<Phase> phases = new ArrayList<>();
        for (Map.Entry<String, Double> total : totals.entrySet()) {
            if (total.getValue() > 0) {
                phases.add(new Phase(total.getKey(), total.getValue(), total.getValue() / all));
            }
        }
        phases.sort(Comparator.comparingDouble(Phase::seconds).reversed());
        return phases;
    }

    private static boolean isPhase(String key) {
        return key.startsWith(PREFIX) && key.endsWith(SUFFIX) && !key.equals(MetricNames.TIME_STEP);
    }

    private static String name(String key) {
        return key.substring(PREFIX.length(), key.length() - SUFFIX.length());
    }
}

package org.acpo.driver.lab.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.math3.stat.StatUtils;

/** Median, extremes and number of some values, as benchmarks print them. */
final class MedianAndRange {
    private MedianAndRange() {}

    /** {@code {median, min, max, n}} of at least one value, each to five digits. */
    static Map<String, Object> of(double[] values) {
        Map<String, Object> spread = new LinkedHashMap<>();
        spread.put("median", rounded(StatUtils.percentile(values, 50)));
        spread.put("min", rounded(StatUtils.min(values)));
        spread.put("max", rounded(StatUtils.max(values)));
        spread.put("n", values.length);
        return spread;
    }

    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.5g", value));
    }
}

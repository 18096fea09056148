package org.acpo.driver.lab.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Median, extremes and number of some values, as benchmarks print them. */
final class MedianAndRange {
    private MedianAndRange() {}

    /** {@code {median, min, max, n}} of at least one value, each to five digits. */
    static Map<String, Object> of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        Map<String, Object> spread = new LinkedHashMap<>();
        spread.put("median", rounded(median));
        spread.put("min", rounded(sorted[0]));
        spread.put("max", rounded(sorted[sorted.length - 1]));
        spread.put("n", sorted.length);
        return spread;
    }

    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.5g", value));
    }
}

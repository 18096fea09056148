package org.acpo.driver.lab.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.acpo.common.random.CounterRandom;

/** Means with percentile bootstrap intervals; the same for the same values. */
final class Bootstrap {
    private static final int RESAMPLES = 10_000;
    private static final long SEED = 1;

    private Bootstrap() {}

    /**
     * Mean and its 95% interval over resamples of {@code values}; NaN for none, and no interval for one.
     *
     * @param mean of the values
     */
    record Interval(double mean, double low, double high, int n) {
        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("mean", mean);
            map.put("low", low);
            map.put("high", high);
            map.put("n", n);
            return map;
        }
    }

    static Interval of(double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        if (values.length < 2) {
            return new Interval(mean, Double.NaN, Double.NaN, values.length);
        }
        CounterRandom random = CounterRandom.stream(SEED, "bootstrap", values.length);
        double[] means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double sum = 0;
            for (int j = 0; j < values.length; j++) {
                sum += values[random.nextInt(values.length)];
            }
            means[i] = sum / values.length;
        }
        Arrays.sort(means);
        return new Interval(mean, means[RESAMPLES / 40], means[RESAMPLES - 1 - RESAMPLES / 40], values.length);
    }
}

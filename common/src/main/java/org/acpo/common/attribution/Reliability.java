package org.acpo.common.attribution;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far attribution has earned its weight (method.md section 3): per bucket b of a step's position counted from the end
 * (last, second last, third last, …, earlier), the correlation of Δ_k with the rollout's outcome advantage A_i, smoothed
 * over batches. Driver state: immutable, and a plain JSON object through its components.
 *
 * @param enabled whether to shrink at all; if not, ρ = 1
 * @param smoothing weight of earlier batches in the moving average, in [0, 1)
 * @param correlations the smoothed correlation of each bucket, in [-1, 1]; 0 where none was measured yet
 * @param batches how many batches measured each bucket
 */
public record Reliability(boolean enabled, double smoothing, double[] correlations, int[] batches)
        implements Serializable {

    /** One step of a batch: its bucket, Δ_k and the outcome advantage A_i of its rollout. */
    public record Observation(int bucket, double delta, double outcome) {}

    /** The state before any batch. ρ is 0 then: update with a batch before its advantages are estimated. */
    public static Reliability initial(AttributionConfig.Reliability config) {
        return new Reliability(
                config.enabled(), config.smoothing(), new double[config.buckets()], new int[config.buckets()]);
    }

    /** The bucket of step {@code k} (from 0) of a response of {@code segments} steps: 0 is the last step. */
    public int bucket(int k, int segments) {
        return Math.min(segments - 1 - k, correlations.length - 1);
    }

    /** ρ_b = max(0, smoothed correlation), or 1 when shrinkage is off. */
    public double rho(int bucket) {
        return enabled ? Math.max(0, correlations[bucket]) : 1;
    }

    /**
     * The state after a batch. A bucket's first measurement counts in full, later ones by {@code 1 − smoothing}. Buckets
     * whose correlation is not defined (fewer than three observations, or no spread in Δ or A) stay as they were.
     */
    public Reliability update(List<Observation> batch) {
        double[] updated = correlations.clone();
        int[] counts = batches.clone();
        for (int bucket = 0; bucket < updated.length; bucket++) {
            int b = bucket;
            double measured =
                    correlation(batch.stream().filter(o -> o.bucket() == b).toList());
            if (!Double.isNaN(measured)) {
                double memory = counts[b] == 0 ? 0 : smoothing;
                updated[b] = memory * updated[b] + (1 - memory) * measured;
                counts[b]++;
            }
        }
        return new Reliability(enabled, smoothing, updated, counts);
    }

    /** Pearson's correlation, or NaN where it is not defined. */
    private static double correlation(List<Observation> points) {
        if (points.size() < 3) {
            return Double.NaN;
        }
        double[] x = centred(points.stream().mapToDouble(Observation::delta).toArray());
        double[] y = centred(points.stream().mapToDouble(Observation::outcome).toArray());
        double spread = Math.sqrt(dot(x, x)) * Math.sqrt(dot(y, y));
        return spread == 0 ? Double.NaN : Math.max(-1, Math.min(1, dot(x, y) / spread));
    }

    /** Deviations from the mean; zeros if all values are equal but for rounding. */
    private static double[] centred(double[] values) {
        double mean = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElse(0);
        double[] deviations = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i] - mean)
                .toArray();
        boolean rounding = dot(deviations, deviations) <= 1e-24 * dot(values, values);
        return rounding ? new double[values.length] : deviations;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}

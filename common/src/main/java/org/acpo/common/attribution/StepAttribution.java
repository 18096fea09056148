package org.acpo.common.attribution;

import org.acpo.common.attribution.AttributionConfig.Measure;
import org.acpo.common.attribution.AttributionConfig.Target;
import org.acpo.common.rollout.Attribution;
import org.acpo.common.rollout.Attribution.Estimator;
import org.jspecify.annotations.Nullable;

/** Step attribution Δ_k: how much step k adds to the prediction of the answer (method.md section 3). */
public final class StepAttribution {
    private StepAttribution() {}

    /**
     * The K+1 values that attribution differences, on the configured scale: ℓ itself, the probability exp ℓ (the geometric
     * mean over the answer's tokens), or for measure entropy −H_k, where what was probed are entropies H_k; for the gold
     * answer, for the rollout's own, or for their contrast: gold minus own where the rollout is wrong, gold where it is right.
     *
     * @param correct whether the rollout's final answer is right
     * @param gold ℓ_0 … ℓ_K of the gold answer; not read for target own
     * @param own ℓ_0 … ℓ_K of the rollout's own answer, or null if it gave none; not read for target gold
     * @return K+1 values; empty for target own without an own answer, which leaves nothing to attribute. A contrast
     *     without one is gold alone.
     */
    public static double[] values(
            Target target, Measure measure, boolean correct, double[] gold, double @Nullable [] own) {
        return switch (target) {
            case GOLD -> scaled(gold, measure);
            case OWN -> own == null ? new double[0] : scaled(own, measure);
            case CONTRAST ->
                correct || own == null
                        ? scaled(gold, measure)
                        : difference(scaled(gold, measure), scaled(own, measure));
        };
    }

    /** Where such values come from. */
    public static Estimator estimator(Target target) {
        return switch (target) {
            case GOLD -> Estimator.GOLD_PROBE;
            case OWN -> Estimator.OWN_PROBE;
            case CONTRAST -> Estimator.CONTRAST_PROBE;
        };
    }

    /** What such values are. */
    public static Attribution.Measure measure(Measure measure) {
        return switch (measure) {
            case LOG_PROB -> Attribution.Measure.LOG_PROB;
            case PROB -> Attribution.Measure.PROB;
            case ENTROPY -> Attribution.Measure.NEGATIVE_ENTROPY;
        };
    }

    private static double[] scaled(double[] probed, Measure measure) {
        double[] values = probed.clone();
        for (int k = 0; k < values.length; k++) {
            values[k] = switch (measure) {
                case LOG_PROB -> probed[k];
                case PROB -> Math.exp(probed[k]);
                case ENTROPY -> -probed[k];
            };
        }
        return values;
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int k = 0; k < a.length; k++) {
            difference[k] = a[k] - b[k];
        }
        return difference;
    }
}

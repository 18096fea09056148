package org.acpo.common.advantage;

import java.util.Arrays;

/** From step advantages to token advantages (method.md section 5). */
public final class TokenAdvantages {
    private TokenAdvantages() {}

    /**
     * The advantage of each of a rollout's T tokens: its step's A_{i,k}, times {@link #confidenceWeights} if {@code confidence}.
     *
     * @param segmentEnds K exclusive ends, the last one T
     * @param stepAdvantages K values A_{i,k}
     * @param entropies T values H_t
     * @param confidence whether confident tokens get more of their step's reward; if not, all get the same
     */
    public static float[] spread(
            int[] segmentEnds,
            double[] stepAdvantages,
            float[] entropies,
            boolean confidence,
            double confidenceTemperature) {
        float[] advantages = new float[entropies.length];
        int start = 0;
        for (int k = 0; k < segmentEnds.length; k++) {
            int end = segmentEnds[k];
            Arrays.fill(advantages, start, end, (float) stepAdvantages[k]);
            if (confidence) {
                double[] weights = confidenceWeights(Arrays.copyOfRange(entropies, start, end), confidenceTemperature);
                for (int t = start; t < end; t++) {
                    advantages[t] = (float) (stepAdvantages[k] * weights[t - start]);
                }
            }
            start = end;
        }
        return advantages;
    }

    /** n · softmax(−H_t / τ_c) over the n tokens of one step: they sum to n, so the step's total is kept. */
    static double[] confidenceWeights(float[] entropies, double temperature) {
        double lowest = Double.POSITIVE_INFINITY;
        for (float entropy : entropies) {
            lowest = Math.min(lowest, entropy);
        }
        double[] weights = new double[entropies.length];
        double sum = 0;
        for (int t = 0; t < weights.length; t++) {
            weights[t] = Math.exp((lowest - entropies[t]) / temperature);
            sum += weights[t];
        }
        for (int t = 0; t < weights.length; t++) {
            weights[t] *= weights.length / sum;
        }
        return weights;
    }
}

package org.acpo.common.advantage;

import java.util.Arrays;
import java.util.List;
import org.acpo.common.rollout.Step;

/** From step advantages to token advantages (method.md section 5). */
public final class TokenAdvantages {
    private TokenAdvantages() {}

    /**
     * The advantage of each of a rollout's T tokens: its step's A_{i,k}, times {@link #confidenceWeights} if {@code confidence}.
     *
     * @param confidence whether confident tokens get more of their step's reward; if not, all get the same
     */
    public static float[] spread(CreditedRollout credited, boolean confidence, double confidenceTemperature) {
        float[] entropies = credited.rollout().response().entropies();
        float[] advantages = new float[entropies.length];
        List<Step> steps = credited.rollout().steps();
        for (int k = 0; k < steps.size(); k++) {
            int start = steps.get(k).start();
            int end = steps.get(k).end();
            double advantage = credited.stepAdvantages()[k];
            Arrays.fill(advantages, start, end, (float) advantage);
            if (confidence) {
                double[] weights = confidenceWeights(Arrays.copyOfRange(entropies, start, end), confidenceTemperature);
                for (int t = start; t < end; t++) {
                    advantages[t] = (float) (advantage * weights[t - start]);
                }
            }
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

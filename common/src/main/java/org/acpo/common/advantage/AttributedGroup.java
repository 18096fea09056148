package org.acpo.common.advantage;

import java.util.List;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.rollout.Step;

/**
 * A group with what every credit rule starts from. With Δ_k the attributions of all the group's steps:
 *
 * <pre>
 * c_k   = clip(Δ_k / (rms of Δ over the group + ε), ±c_max)
 * class = +1 helpful if c_k > δ, −1 harmful if c_k &lt; −δ, else 0 neutral
 * </pre>
 *
 * ε is {@code advantage.std_epsilon}. Rollouts without attributions take no part; their steps are neutral.
 *
 * @param outcome A_i of each rollout
 * @param deltas per rollout K values Δ_k, or none
 * @param credits per rollout K values c_k, or none
 */
public record AttributedGroup(
        RolloutGroup group, double[] outcome, double[][] deltas, double[][] credits, AdvantageConfig config) {

    static AttributedGroup of(RolloutGroup group, AdvantageConfig config) {
        double[][] deltas = group.rollouts().stream().map(Rollout::deltas).toArray(double[][]::new);
        double[] outcome = OutcomeAdvantages.of(group.rewards(), config);
        return new AttributedGroup(group, outcome, deltas, credits(deltas, config), config);
    }

    /** G. */
    public int size() {
        return outcome.length;
    }

    /** The steps of rollout i. */
    public List<Step> steps(int i) {
        return group.rollouts().get(i).steps();
    }

    /** Class of each step of rollout i: 1 helpful, 0 neutral, −1 harmful. */
    public int[] classes(int i) {
        int[] classes = new int[steps(i).size()];
        for (int k = 0; k < credits[i].length; k++) {
            double c = credits[i][k];
            classes[k] = c > config.deadZone() ? 1 : c < -config.deadZone() ? -1 : 0;
        }
        return classes;
    }

    private static double[][] credits(double[][] attributions, AdvantageConfig config) {
        double squares = 0;
        int count = 0;
        for (double[] deltas : attributions) {
            for (double delta : deltas) {
                squares += delta * delta;
                count++;
            }
        }
        double scale = count == 0 ? 1 : Math.sqrt(squares / count) + config.stdEpsilon();
        double[][] credits = new double[attributions.length][];
        for (int i = 0; i < credits.length; i++) {
            credits[i] = clipped(attributions[i], scale, config.creditClip());
        }
        return credits;
    }

    private static double[] clipped(double[] deltas, double scale, double limit) {
        double[] credits = new double[deltas.length];
        for (int k = 0; k < credits.length; k++) {
            // 0 / 0 when no step of the group changed anything and ε is 0
            double credit = deltas[k] == 0 ? 0 : deltas[k] / scale;
            credits[k] = Math.max(-limit, Math.min(limit, credit));
        }
        return credits;
    }
}

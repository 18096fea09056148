package org.acpo.common.advantage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.acpo.common.attribution.StepAttribution;
import org.acpo.common.rollout.RolloutGroup;

/**
 * Which step a failure is blamed on (deploy/docs/method.md section 4): the first harmful one whose Δ_k is below the lowest Δ of
 * nearly every successful response. Where attribution cannot tell failures from successes hardly any response has one, and blame
 * stays where GRPO puts it.
 */
public final class FirstFall {
    private FirstFall() {}

    /**
     * The Δ below which a step falls: the {@code advantage.fall_quantile} quantile over the batch's successful responses, those
     * with A_i > 0 and so of groups whose rewards differ, of each one's lowest Δ, and never above 0. Of these responses at most
     * that share has a step that falls.
     *
     * @return −∞, which nothing is below, when there are too few successful responses to tell the quantile
     */
    public static double limit(List<RolloutGroup> batch, AdvantageConfig config) {
        List<Double> lowest = new ArrayList<>();
        for (RolloutGroup group : batch) {
            double[] outcome = GroupAdvantages.outcome(group, config);
            for (int i = 0; i < outcome.length; i++) {
                if (outcome[i] > 0) {
                    double[] deltas =
                            StepAttribution.deltas(group.rollouts().get(i).answerLogProbs());
                    Arrays.stream(deltas).min().ifPresent(lowest::add);
                }
            }
        }
        int below = (int) Math.floor(config.fallQuantile() * lowest.size());
        if (below == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        Collections.sort(lowest);
        return Math.min(0, lowest.get(below));
    }

    /**
     * The first step that falls, or −1.
     *
     * @param classes of the same steps; only harmful ones fall
     */
    static int of(double[] deltas, int[] classes, double limit) {
        for (int k = 0; k < deltas.length; k++) {
            if (classes[k] < 0 && deltas[k] < limit) {
                return k;
            }
        }
        return -1;
    }
}

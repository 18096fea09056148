package org.acpo.common.advantage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.acpo.common.advantage.AttributedBatch.Shares;

/**
 * Blames a failure on the first harmful step whose Δ_k is below the lowest Δ of nearly every successful response:
 *
 * <pre>
 * S_k = −λ · A_i when A_i &lt; 0, a step of the response falls, and it is not step k; else 0
 * </pre>
 *
 * Where attribution cannot tell failures from successes hardly any response has a step that falls, and blame stays where GRPO puts it.
 */
public final class FirstFall implements CreditRule {
    private final AdvantageConfig config;

    public FirstFall(AdvantageConfig config) {
        this.config = config;
    }

    @Override
    public CreditedBatch credit(AttributedBatch batch) {
        double limit = limit(batch.groups());
        return batch.credited((group, i) -> {
            int blamed = group.outcome()[i] < 0 && config.stepWeight() > 0 ? fallen(group, i, limit) : Shares.NOBODY;
            return Blame.on(blamed, group, i, config.stepWeight());
        });
    }

    /**
     * The Δ below which a step falls: the {@code advantage.fall_quantile} quantile over the batch's successful responses, those
     * with A_i > 0 and so of groups whose rewards differ, of each one's lowest Δ, and never above 0. Of these responses at most
     * that share has a step that falls.
     *
     * @return −∞, which nothing is below, when there are too few successful responses to tell the quantile
     */
    double limit(List<AttributedGroup> groups) {
        List<Double> lowest = new ArrayList<>();
        for (AttributedGroup group : groups) {
            for (int i = 0; i < group.size(); i++) {
                if (group.outcome()[i] > 0) {
                    Arrays.stream(group.deltas()[i]).min().ifPresent(lowest::add);
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

    /** The first step that falls; only harmful ones do. */
    private static int fallen(AttributedGroup group, int i, double limit) {
        int[] classes = group.classes(i);
        double[] deltas = group.deltas()[i];
        for (int k = 0; k < deltas.length; k++) {
            if (classes[k] < 0 && deltas[k] < limit) {
                return k;
            }
        }
        return Shares.NOBODY;
    }
}

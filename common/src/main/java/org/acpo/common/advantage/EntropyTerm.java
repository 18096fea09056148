package org.acpo.common.advantage;

import java.util.List;
import org.acpo.common.rollout.Step;

/**
 * The entropy term of a group's steps (method.md section 4), the same under every credit rule:
 *
 * <pre>
 * E_k = β · h_k · class, bounded by |A_i + S_k| / κ;  h_k = mean entropy of the step / the group's highest one
 * </pre>
 */
final class EntropyTerm {
    private final AttributedGroup group;
    private final AdvantageConfig config;
    private final double highest;

    EntropyTerm(AttributedGroup group) {
        this.group = group;
        this.config = group.config();
        this.highest = group.group().rollouts().stream()
                .flatMap(rollout -> rollout.steps().stream())
                .mapToDouble(Step::entropy)
                .reduce(0, Math::max);
    }

    /** A_i + S_k + E_k of rollout i's steps. E_k is the smaller, so that it never turns encouragement into discouragement. */
    double[] added(int i, double[] shares) {
        List<Step> steps = group.steps(i);
        int[] classes = group.classes(i);
        double[] advantages = new double[shares.length];
        for (int k = 0; k < advantages.length; k++) {
            advantages[k] = shares[k] + term(steps.get(k), classes[k], shares[k]);
        }
        return advantages;
    }

    private double term(Step step, int stepClass, double share) {
        if (highest == 0) {
            return 0;
        }
        double relative = step.entropy() / highest;
        double bound = Math.abs(share) / config.entropyBound();
        return stepClass * Math.min(config.entropyWeight() * relative, bound);
    }
}

package org.acpo.common.advantage;

import java.util.List;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.rollout.Rollout;

/**
 * Step credit of one group (method.md section 4). With Δ_k the attributions of all the group's steps:
 *
 * <pre>
 * c_k     = clip(Δ_k / (rms of Δ over the group + ε), ±c_max)
 * class   = +1 helpful if c_k > δ, −1 harmful if c_k &lt; −δ, else 0 neutral
 * S_k     = −λ · A_i when A_i &lt; 0, a step of the response falls ({@link FirstFall}), and it is not step k; else 0
 * E_k     = β · h_k · class, bounded by |A_i + S_k| / κ;  h_k = mean entropy of the step / the group's highest one
 * A_{i,k} = A_i + S_k + E_k
 * </pre>
 *
 * With {@code advantage.step_credit: additive} it is S_k = λ · ρ_b(k) · (c_k − mean of c over the group's steps, weighted by
 * their tokens). ε is {@code advantage.std_epsilon}. Rollouts without attributions take no part: their steps keep A_i.
 */
final class StepCredit {
    private final AdvantageConfig config;
    private final Reliability reliability;
    private final List<Rollout> rollouts;
    private final double[][] attributions;
    private final double fallLimit;
    private final double[][] credits;
    private final double meanCredit;
    private final double highestEntropy;

    /** @param attributions per rollout K values Δ_k, or none */
    StepCredit(
            List<Rollout> rollouts,
            double[][] attributions,
            AdvantageConfig config,
            Reliability reliability,
            double fallLimit) {
        for (int i = 0; i < attributions.length; i++) {
            int segments = rollouts.get(i).segments();
            if (attributions[i].length != 0 && attributions[i].length != segments) {
                throw new IllegalArgumentException(
                        attributions[i].length + " attributions for " + segments + " steps of rollout " + i);
            }
        }
        this.rollouts = rollouts;
        this.config = config;
        this.reliability = reliability;
        this.attributions = attributions;
        this.fallLimit = fallLimit;
        this.credits = credits(attributions, config);
        this.meanCredit = meanCredit(rollouts, credits);
        this.highestEntropy = highestEntropy(rollouts);
    }

    /** Class of each step of rollout i: 1 helpful, 0 neutral, −1 harmful. */
    int[] classes(int i) {
        int[] classes = new int[rollouts.get(i).segments()];
        for (int k = 0; k < credits[i].length; k++) {
            double c = credits[i][k];
            classes[k] = c > config.deadZone() ? 1 : c < -config.deadZone() ? -1 : 0;
        }
        return classes;
    }

    /** A_{i,k} of each step of rollout i, given its outcome advantage A_i. */
    double[] advantages(int i, double outcome) {
        Rollout rollout = rollouts.get(i);
        int[] classes = classes(i);
        int blamed = blamed(i, outcome);
        double[] advantages = new double[rollout.segments()];
        for (int k = 0; k < advantages.length; k++) {
            double credited = outcome
                    + switch (config.stepCredit()) {
                        case FIRST_FALL -> blamed < 0 || blamed == k ? 0 : -config.stepWeight() * outcome;
                        case ADDITIVE -> addition(i, k);
                    };
            advantages[k] = credited + entropyTerm(rollout, k, classes[k], credited);
        }
        return advantages;
    }

    /** The step that rollout i's failure is blamed on; −1 for none, and always so with additive credit. */
    int blamed(int i, double outcome) {
        boolean failed =
                outcome < 0 && config.stepWeight() > 0 && config.stepCredit() == AdvantageConfig.Credit.FIRST_FALL;
        return failed ? FirstFall.of(attributions[i], classes(i), fallLimit) : -1;
    }

    /** S_k of additive credit. */
    private double addition(int i, int k) {
        if (credits[i].length == 0) {
            return 0;
        }
        double rho = reliability.rho(reliability.bucket(k, credits[i].length));
        return config.stepWeight() * rho * (credits[i][k] - meanCredit);
    }

    /** E_k: smaller than what it is added to, so that it never turns encouragement into discouragement. */
    private double entropyTerm(Rollout rollout, int k, int stepClass, double credited) {
        if (highestEntropy == 0) {
            return 0;
        }
        double share = meanEntropy(rollout, k) / highestEntropy;
        double bound = Math.abs(credited) / config.entropyBound();
        return stepClass * Math.min(config.entropyWeight() * share, bound);
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

    private static double meanCredit(List<Rollout> rollouts, double[][] credits) {
        double sum = 0;
        long tokens = 0;
        for (int i = 0; i < credits.length; i++) {
            for (int k = 0; k < credits[i].length; k++) {
                int n = rollouts.get(i).segmentEnds()[k] - rollouts.get(i).segmentStart(k);
                sum += n * credits[i][k];
                tokens += n;
            }
        }
        return tokens == 0 ? 0 : sum / tokens;
    }

    private static double highestEntropy(List<Rollout> rollouts) {
        double highest = 0;
        for (Rollout rollout : rollouts) {
            for (int k = 0; k < rollout.segments(); k++) {
                highest = Math.max(highest, meanEntropy(rollout, k));
            }
        }
        return highest;
    }

    private static double meanEntropy(Rollout rollout, int k) {
        double sum = 0;
        int start = rollout.segmentStart(k);
        int end = rollout.segmentEnds()[k];
        for (int t = start; t < end; t++) {
            sum += rollout.entropies()[t];
        }
        return sum / (end - start);
    }
}

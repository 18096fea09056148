package org.acpo.common.rollout;

import java.io.Serializable;

/**
 * What one estimator says that a step contributed: a value before the step and one after it (method.md section 3).
 *
 * @param measure what the values are
 */
public record Attribution(Estimator estimator, Measure measure, double before, double after) implements Serializable {

    /** How the values were found. */
    public enum Estimator {
        /** Answer probes for the gold answer. */
        GOLD_PROBE,
        /** Answer probes for the rollout's own answer. */
        OWN_PROBE,
        /** Where the rollout is wrong, the gold answer's value less that of its own answer; else the gold answer's. */
        CONTRAST_PROBE,
        /** Continuations sampled behind the step's ends. */
        MONTE_CARLO,
        /** Probes and Monte Carlo together, each by its reliability. */
        BLEND;

        /** Whether it asks the policy for an answer, without sampling. */
        public boolean isProbe() {
            return this == GOLD_PROBE || this == OWN_PROBE || this == CONTRAST_PROBE;
        }
    }

    /** What the values are. */
    public enum Measure {
        /** Mean log-probability of the answer's tokens, nats. */
        LOG_PROB,
        /** Geometric mean of the probabilities of the answer's tokens. */
        PROB,
        /** Negated mean entropy of the distributions that predict the answer's tokens, nats. */
        NEGATIVE_ENTROPY,
        /** Mean verified reward. */
        REWARD,
        /** Multiples of each estimator's root mean square over the batch. */
        STANDARDIZED
    }

    /** Δ = after − before. */
    public double delta() {
        return after - before;
    }
}

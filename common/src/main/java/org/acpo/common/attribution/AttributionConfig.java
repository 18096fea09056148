package org.acpo.common.attribution;

import java.io.Serializable;
import org.acpo.common.config.Require;

/** Section {@code attribution}: what each step is credited with (method.md section 3). */
public record AttributionConfig(
        boolean enabled,
        String probe,
        Target target,
        Measure measure,
        boolean stripFinalAnswer,
        int maxAnswerTokens,
        Reliability reliability,
        MonteCarlo monteCarlo)
        implements Serializable {

    /** Which answer the probe is asked for. */
    public enum Target {
        GOLD,
        OWN,
        CONTRAST
    }

    /**
     * What is read where the answer is asked for: its log-probability, its probability, or how sure the policy is of it, the
     * entropy of the distributions that predict its tokens, negated.
     */
    public enum Measure {
        LOG_PROB,
        PROB,
        ENTROPY
    }

    public AttributionConfig {
        Require.that(!enabled || !probe.isEmpty(), "attribution.probe", "empty", "a text that asks for the answer");
        Require.atLeast(maxAnswerTokens, 1, "attribution.max_answer_tokens");
    }

    /** Attribution earns its weight: measured correlation with the outcome, by position from the end. */
    public record Reliability(boolean enabled, int buckets, double smoothing) implements Serializable {
        public Reliability {
            Require.atLeast(buckets, 1, "attribution.reliability.buckets");
            Require.that(smoothing >= 0 && smoothing < 1, "attribution.reliability.smoothing", smoothing, "in [0, 1)");
        }
    }

    /** Values of step ends by sampled continuations, instead of the probes or blended with them; 0 samples = off. */
    public record MonteCarlo(int samples, int maxBranches, boolean blend) implements Serializable {
        public MonteCarlo {
            Require.atLeast(samples, 0, "attribution.monte_carlo.samples");
            Require.atLeast(maxBranches, 0, "attribution.monte_carlo.max_branches");
        }

        /** Whether continuations are sampled. */
        public boolean enabled() {
            return samples > 0;
        }
    }

    /** Whether the answer is probed for: unless Monte Carlo values stand alone. */
    public boolean probes() {
        return enabled && (!monteCarlo.enabled() || monteCarlo.blend());
    }
}

package org.acpo.common.attribution;

import java.io.Serializable;
import org.acpo.common.config.Require;

/** Section {@code attribution}: what each step is credited with (METHOD.md section 3). */
public record AttributionConfig(
        boolean enabled,
        String probe,
        Target target,
        Measure measure,
        boolean stripFinalAnswer,
        int maxAnswerTokens,
        Reliability reliability)
        implements Serializable {

    /** Which answer the probe is asked for. */
    public enum Target {
        GOLD,
        OWN,
        CONTRAST
    }

    /** Scale on which the answer's probability is taken. */
    public enum Measure {
        LOG_PROB,
        PROB
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
}

package org.acpo.executors.task;

import java.io.Serializable;

/**
 * Seconds of task time by phase, and what was computed in them. Task times of a step add up to more than its wall time
 * when tasks run side by side.
 */
public record RolloutTimes(
        double generateSeconds,
        double verifySeconds,
        double attributeSeconds,
        long promptTokens,
        long responseTokens,
        long probedTokens)
        implements Serializable {
    /** Nothing done yet. */
    public static final RolloutTimes NONE = new RolloutTimes(0, 0, 0, 0, 0, 0);

    /** Sums. */
    public RolloutTimes plus(RolloutTimes other) {
        return new RolloutTimes(
                generateSeconds + other.generateSeconds,
                verifySeconds + other.verifySeconds,
                attributeSeconds + other.attributeSeconds,
                promptTokens + other.promptTokens,
                responseTokens + other.responseTokens,
                probedTokens + other.probedTokens);
    }
}

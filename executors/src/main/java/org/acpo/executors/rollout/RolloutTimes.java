package org.acpo.executors.rollout;

import java.io.Serializable;

/**
 * Seconds of task time by phase, and what was computed in them. Task times of a step add up to more than its wall time
 * when tasks run side by side.
 *
 * @param branchTokens generated for Monte Carlo credit; they are no part of any response
 * @param deviceBytes memory in use on the device that most is used of, see {@link
 *     org.acpo.executors.replica.DeviceMemory}
 */
public record RolloutTimes(
        double generateSeconds,
        double verifySeconds,
        double attributeSeconds,
        long promptTokens,
        long responseTokens,
        long probedTokens,
        long branchTokens,
        long deviceBytes)
        implements Serializable {
    /** Nothing done yet. */
    public static final RolloutTimes NONE = new RolloutTimes(0, 0, 0, 0, 0, 0, 0, 0);

    /** Sums, and the larger memory. */
    public RolloutTimes plus(RolloutTimes other) {
        return new RolloutTimes(
                generateSeconds + other.generateSeconds,
                verifySeconds + other.verifySeconds,
                attributeSeconds + other.attributeSeconds,
                promptTokens + other.promptTokens,
                responseTokens + other.responseTokens,
                probedTokens + other.probedTokens,
                branchTokens + other.branchTokens,
                Math.max(deviceBytes, other.deviceBytes));
    }
}

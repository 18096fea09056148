package org.acpo.common.advantage;

import java.util.Arrays;

/** Outcome advantages A_i: a group's rewards against each other (method.md section 1). */
public final class OutcomeAdvantage {
    private OutcomeAdvantage() {}

    /**
     * A_i of each rollout of one group:
     *
     * <ul>
     *   <li>{@code group_norm} (GRPO): (R_i − mean) / (std + ε), with the sample standard deviation (divisor G − 1), as TRL
     *       and verl take it;
     *   <li>{@code group_center} (Dr. GRPO): R_i − mean;
     *   <li>{@code leave_one_out} (RLOO): R_i − mean of the others = (R_i − mean) · G / (G − 1).
     * </ul>
     *
     * A group whose rewards are all equal, or of one rollout, gets exactly 0.
     */
    public static double[] of(double[] rewards, AdvantageConfig config) {
        int n = rewards.length;
        if (Arrays.stream(rewards).allMatch(r -> r == rewards[0])) {
            return new double[n];
        }
        double mean = Arrays.stream(rewards).sum() / n;
        double divisor = switch (config.outcome()) {
            case GROUP_NORM -> sampleDeviation(rewards, mean) + config.stdEpsilon();
            case GROUP_CENTER -> 1;
            case LEAVE_ONE_OUT -> (n - 1.0) / n;
        };
        return Arrays.stream(rewards).map(r -> (r - mean) / divisor).toArray();
    }

    private static double sampleDeviation(double[] rewards, double mean) {
        double squares =
                Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
        return Math.sqrt(squares / (rewards.length - 1));
    }
}

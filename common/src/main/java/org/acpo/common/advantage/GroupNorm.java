package org.acpo.common.advantage;

import java.util.Arrays;

/**
 * GRPO's: (R_i − mean) / (std + ε), with the sample standard deviation (divisor G − 1), as TRL and verl take it.
 *
 * @param epsilon {@code advantage.std_epsilon}
 */
record GroupNorm(double epsilon) implements OutcomeAdvantage {
    @Override
    public double[] of(double[] rewards) {
        double mean = OutcomeAdvantages.mean(rewards);
        double squares =
                Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
        double divisor = Math.sqrt(squares / (rewards.length - 1)) + epsilon;
        return Arrays.stream(rewards).map(r -> (r - mean) / divisor).toArray();
    }
}

package org.acpo.common.advantage;

import java.util.Arrays;

/** Dr. GRPO's: R_i − mean. */
record GroupCenter() implements OutcomeAdvantage {
    @Override
    public double[] of(double[] rewards) {
        double mean = OutcomeAdvantages.mean(rewards);
        return Arrays.stream(rewards).map(r -> r - mean).toArray();
    }
}

package org.acpo.common.advantage;

import java.util.Arrays;

/** RLOO's: R_i − mean of the others = (R_i − mean) · G / (G − 1). */
record LeaveOneOut() implements OutcomeAdvantage {
    @Override
    public double[] of(double[] rewards) {
        double mean = OutcomeAdvantages.mean(rewards);
        double divisor = (rewards.length - 1.0) / rewards.length;
        return Arrays.stream(rewards).map(r -> (r - mean) / divisor).toArray();
    }
}

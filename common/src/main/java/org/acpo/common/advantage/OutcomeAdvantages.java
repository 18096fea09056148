package org.acpo.common.advantage;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.acpo.common.advantage.AdvantageConfig.Outcome;

/** The table of outcome advantages. */
public final class OutcomeAdvantages {
    private static final Map<Outcome, Function<AdvantageConfig, OutcomeAdvantage>> TABLE = Map.of(
            Outcome.GROUP_NORM, config -> new GroupNorm(config.stdEpsilon()),
            Outcome.GROUP_CENTER, config -> new GroupCenter(),
            Outcome.LEAVE_ONE_OUT, config -> new LeaveOneOut());

    private OutcomeAdvantages() {}

    /** A_i of each rollout under the configured rule; exactly 0 for a group whose rewards are all equal, or of one rollout. */
    public static double[] of(double[] rewards, AdvantageConfig config) {
        if (Arrays.stream(rewards).allMatch(r -> r == rewards[0])) {
            return new double[rewards.length];
        }
        return Objects.requireNonNull(TABLE.get(config.outcome())).apply(config).of(rewards);
    }

    static double mean(double[] rewards) {
        return Arrays.stream(rewards).sum() / rewards.length;
    }
}

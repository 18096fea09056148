package org.acpo.common.advantage;

import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.ToIntBiFunction;
import org.acpo.common.advantage.AdvantageConfig.Credit;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Rollout;

/** The table of credit rules. */
public final class CreditRules {
    private static final Map<Credit, BiFunction<AdvantageConfig, ToIntBiFunction<Problem, Rollout>, CreditRule>> TABLE =
            Map.of(
                    Credit.OUTCOME, (config, errors) -> new OutcomeAlone(),
                    Credit.FIRST_FALL, (config, errors) -> new FirstFall(config),
                    Credit.ADDITIVE, (config, errors) -> new Additive(config),
                    Credit.KNOWN_ERRORS, (config, errors) -> new KnownErrors(errors, config.stepWeight()));

    private CreditRules() {}

    /**
     * The rule that {@code advantage.step_credit} names.
     *
     * @param errorStep for {@link Credit#KNOWN_ERRORS}, the step of a rollout with the first error, or −1
     */
    public static CreditRule of(AdvantageConfig config, ToIntBiFunction<Problem, Rollout> errorStep) {
        return Objects.requireNonNull(TABLE.get(config.stepCredit())).apply(config, errorStep);
    }
}

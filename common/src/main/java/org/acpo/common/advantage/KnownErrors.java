package org.acpo.common.advantage;

import java.util.function.ToIntBiFunction;
import org.acpo.common.advantage.AttributedBatch.Shares;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Rollout;

/**
 * The oracle: blames a failure on the step that truly has the first error, where one is known. It shows how much any rule could win
 * on a task; for problems whose right steps are known.
 */
public final class KnownErrors implements CreditRule {
    private final ToIntBiFunction<Problem, Rollout> errorStep;
    private final double weight;

    /**
     * @param errorStep the step with the first error, or −1 where none is known
     * @param weight λ: how much of its blame every other step is spared, in [0, 1]; with 0 nobody is blamed
     */
    public KnownErrors(ToIntBiFunction<Problem, Rollout> errorStep, double weight) {
        this.errorStep = errorStep;
        this.weight = weight;
    }

    @Override
    public CreditedBatch credit(AttributedBatch batch) {
        return batch.credited((group, i) -> {
            int blamed = group.outcome()[i] < 0 && weight > 0
                    ? errorStep.applyAsInt(
                            group.group().problem(), group.group().rollouts().get(i))
                    : Shares.NOBODY;
            return Blame.on(blamed, group, i, weight);
        });
    }
}

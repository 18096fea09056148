package org.acpo.common.advantage;

import java.util.Arrays;
import org.acpo.common.advantage.AttributedBatch.Shares;

/** Every step of a response gets its A_i: GRPO, and whatever else {@code advantage.outcome} makes of rewards. */
public final class OutcomeAlone implements CreditRule {
    @Override
    public CreditedBatch credit(AttributedBatch batch) {
        return batch.credited((group, i) -> shares(group, i));
    }

    static Shares shares(AttributedGroup group, int i) {
        double[] advantages = new double[group.steps(i).size()];
        Arrays.fill(advantages, group.outcome()[i]);
        return new Shares(advantages, Shares.NOBODY);
    }
}

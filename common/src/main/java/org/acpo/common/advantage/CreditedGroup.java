package org.acpo.common.advantage;

import java.util.List;
import org.acpo.common.problem.Problem;

/** A {@link org.acpo.common.rollout.RolloutGroup} whose rollouts are credited, in the same order. */
public record CreditedGroup(Problem problem, int[] promptTokens, List<CreditedRollout> rollouts) {

    /** Whether any rollout has an outcome advantage; without one the group has nothing to teach but for a KL term. */
    public boolean hasOutcomeSignal() {
        double first = rollouts.get(0).rollout().verdict().reward();
        return rollouts.stream().anyMatch(r -> r.rollout().verdict().reward() != first);
    }
}

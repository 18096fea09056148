package org.acpo.common.rollout;

import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import org.acpo.common.problem.Problem;

/** The rollouts of one problem in one step, ordered by index, with the prompt they share. */
public record RolloutGroup(Problem problem, int[] promptTokens, List<Rollout> rollouts) implements Serializable {

    /** The group with another rollout in the place of each, in their order. */
    public RolloutGroup map(Function<Rollout, Rollout> change) {
        return new RolloutGroup(
                problem, promptTokens, rollouts.stream().map(change).toList());
    }
}

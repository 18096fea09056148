package org.acpo.executors.rollout;

import java.io.Serializable;
import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;

/** The rollouts that one {@link RolloutOrder} asked for, by index; its problem is known to who gave the order. */
public record SampledGroup(int[] promptTokens, List<Rollout> rollouts) implements Serializable {
    /** With the problem. */
    public RolloutGroup of(Problem problem) {
        return new RolloutGroup(problem, promptTokens, rollouts);
    }
}

package org.acpo.common.rollout;

import java.io.Serializable;
import java.util.Arrays;
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

    /** The reward of each rollout. */
    public double[] rewards() {
        return rollouts.stream().mapToDouble(r -> r.verdict().reward()).toArray();
    }

    /** Whether the rewards differ at all; if not, every A_i is 0 (method.md section 6, zero-variance groups). */
    public boolean hasOutcomeSignal() {
        double[] rewards = rewards();
        return Arrays.stream(rewards).anyMatch(r -> r != rewards[0]);
    }
}

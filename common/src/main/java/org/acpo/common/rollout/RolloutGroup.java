package org.acpo.common.rollout;

import java.io.Serializable;
import java.util.List;
import org.acpo.common.problem.Problem;

/** The rollouts of one problem in one step, ordered by index, with the prompt they share. */
public record RolloutGroup(Problem problem, int[] promptTokens, List<Rollout> rollouts) implements Serializable {}

package org.acpo.executors.task;

import java.io.Serializable;
import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Rollout;

/** The rollouts that one {@link RolloutOrder} asked for, by index. */
public record OrderedGroup(int slot, Problem problem, int[] promptTokens, List<Rollout> rollouts)
        implements Serializable {}

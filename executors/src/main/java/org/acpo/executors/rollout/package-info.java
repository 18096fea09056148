/**
 * How an executor makes rollouts, a stage a file: {@link org.acpo.executors.rollout.RolloutMaker} samples, then {@code JudgeStage},
 * {@code CutStage}, {@code ProbeStage} and {@code BranchStage} judge responses, cut them into steps and attribute to the steps what they
 * contributed (method.md sections 1 to 3). Spark does not belong here.
 */
@NullMarked
package org.acpo.executors.rollout;

import org.jspecify.annotations.NullMarked;

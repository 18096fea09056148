package org.acpo.executors.rollout;

import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.Step;

/**
 * A rollout on its way through the stages, with what only they need.
 *
 * @param probeLogProbs as {@link org.acpo.executors.sampling.SampledResponse} has them
 * @param rollout without steps until it is cut
 */
record RolloutDraft(Problem problem, int[] promptTokens, float[] probeLogProbs, Rollout rollout) {
    RolloutDraft withSteps(List<Step> steps) {
        return new RolloutDraft(problem, promptTokens, probeLogProbs, rollout.withSteps(steps));
    }

    int[] tokens() {
        return rollout.tokens();
    }
}

package org.acpo.executors.task;

import java.io.Serializable;
import org.acpo.common.verify.Verdict;

/**
 * The steps of a {@link GivenResponse}.
 *
 * @param segmentEnds as in {@link org.acpo.common.rollout.Rollout}
 * @param answerLogProbs as in {@link org.acpo.common.rollout.Rollout}
 */
public record CreditedResponse(int slot, int[] segmentEnds, double[] answerLogProbs, Verdict verdict)
        implements Serializable {}

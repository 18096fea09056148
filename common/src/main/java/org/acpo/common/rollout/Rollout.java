package org.acpo.common.rollout;

import java.io.Serializable;
import org.acpo.common.verify.Verdict;

/**
 * One sampled response with everything the driver needs to estimate advantages and update the policy. T is the number
 * of response tokens, K the number of segments.
 *
 * @param index the rollout's number within its problem and policy version, level 1 first
 * @param policyVersion version of the weights that sampled it
 * @param level sampling level, 1 or 2 (method.md section 1)
 * @param temperature τ_i, under which it was sampled and is trained
 * @param tokens T response token ids, the stop token included if one ended it
 * @param logProbs T behaviour log-probabilities under the tempered distribution
 * @param entropies T entropies in nats at τ = 1 over the whole vocabulary (method.md section 2)
 * @param truncated whether the length limit ended it
 * @param segmentEnds K exclusive end offsets, ascending, the last one T (empty only when T = 0)
 * @param answerLogProbs ℓ_0 … ℓ_K of method.md section 3, or what {@code attribution} has in their place: the values whose
 *     differences credit the steps; empty when attribution is off
 * @param stepValues V_0 … V_K of method.md section 3, to be blended with them; empty when there is nothing to blend
 */
public record Rollout(
        String problemId,
        int index,
        int policyVersion,
        int level,
        float temperature,
        int[] tokens,
        float[] logProbs,
        float[] entropies,
        String text,
        boolean truncated,
        Verdict verdict,
        int[] segmentEnds,
        double[] answerLogProbs,
        double[] stepValues)
        implements Serializable {

    /** A rollout with nothing to blend. */
    public Rollout(
            String problemId,
            int index,
            int policyVersion,
            int level,
            float temperature,
            int[] tokens,
            float[] logProbs,
            float[] entropies,
            String text,
            boolean truncated,
            Verdict verdict,
            int[] segmentEnds,
            double[] answerLogProbs) {
        this(
                problemId,
                index,
                policyVersion,
                level,
                temperature,
                tokens,
                logProbs,
                entropies,
                text,
                truncated,
                verdict,
                segmentEnds,
                answerLogProbs,
                new double[0]);
    }

    /** The same response with other steps and values. */
    public Rollout credited(int[] ends, double[] answerValues, double[] newStepValues) {
        return new Rollout(
                problemId,
                index,
                policyVersion,
                level,
                temperature,
                tokens,
                logProbs,
                entropies,
                text,
                truncated,
                verdict,
                ends,
                answerValues,
                newStepValues);
    }

    /** T, the number of response tokens. */
    public int length() {
        return tokens.length;
    }

    /** K, the number of segments. */
    public int segments() {
        return segmentEnds.length;
    }

    /** First token of segment k. */
    public int segmentStart(int k) {
        return k == 0 ? 0 : segmentEnds[k - 1];
    }
}

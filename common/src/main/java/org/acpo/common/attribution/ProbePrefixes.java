package org.acpo.common.attribution;

import java.util.List;

/**
 * Where the answer probes are appended (method.md section 3): after step k's end, but never behind the statement of the
 * final answer, so that copying the answer is not credited as reasoning.
 */
public final class ProbePrefixes {
    private ProbePrefixes() {}

    /**
     * The number of response tokens before each of the K+1 probes: 0, then min(b_k, {@code limit}).
     *
     * @param segmentEnds b_1 … b_K
     * @param limit tokens that a probe may look at: T, less a stop token that ended the response, or
     *     {@link #answerToken} when {@code strip_final_answer} is on
     */
    public static int[] ends(int[] segmentEnds, int limit) {
        int[] ends = new int[segmentEnds.length + 1];
        for (int k = 0; k < segmentEnds.length; k++) {
            ends[k + 1] = Math.min(segmentEnds[k], limit);
        }
        return ends;
    }

    /**
     * The token that holds character {@code answerStart} of the response: tokens before it show nothing of the answer.
     * Pieces that are parts of one character decode to at least as many characters as they stand for, so where pieces and
     * text disagree the token found is earlier than the true one, never later.
     *
     * @param pieces the text of each token, decoded alone
     * @param answerStart as in {@link org.acpo.common.verify.Verdict}; -1 for no answer
     * @return a token index; T when there is no answer
     */
    public static int answerToken(List<String> pieces, int answerStart) {
        if (answerStart < 0) {
            return pieces.size();
        }
        int characters = 0;
        for (int t = 0; t < pieces.size(); t++) {
            characters += pieces.get(t).length();
            if (characters > answerStart) {
                return t;
            }
        }
        return pieces.size();
    }
}

package org.acpo.common.verify;

import java.util.ArrayList;
import org.acpo.common.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The weighted sum of several verifiers' rewards. The first part decides everything else of the verdict: whether the
 * response is correct, the answer, and the reason.
 */
record WeightedSum(ArrayList<Part> parts) implements Verifier {
    private static final long serialVersionUID = 1L;

    /** A verifier and the factor of its reward. */
    record Part(Verifier verifier, double weight) implements java.io.Serializable {}

    @Override
    public Verdict verify(Problem problem, String response, int responseTokens, boolean truncated) {
        double reward = 0;
        Verdict first = null;
        for (Part part : parts) {
            Verdict verdict = part.verifier.verify(problem, response, responseTokens, truncated);
            reward += part.weight * verdict.reward();
            first = first == null ? verdict : first;
        }
        if (first == null) {
            throw new IllegalStateException("a sum of no verifiers");
        }
        return new Verdict(reward, first.correct(), first.extracted(), first.answerStart(), first.reason());
    }

    @Override
    public @Nullable String goldFault(Problem problem) {
        for (Part part : parts) {
            String fault = part.verifier.goldFault(problem);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }
}

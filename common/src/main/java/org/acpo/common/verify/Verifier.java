package org.acpo.common.verify;

import java.io.Serializable;
import org.acpo.common.problem.Problem;
import org.jspecify.annotations.Nullable;

/** Decides whether a response solves a problem. Runs on executors; implementations are serializable and thread-safe. */
public interface Verifier extends Serializable {

    /**
     * @param response the text of the response alone, without the prompt
     * @param responseTokens its length in tokens, for length shaping
     * @param truncated whether sampling ended at the length limit and not at a stop token
     */
    Verdict verify(Problem problem, String response, int responseTokens, boolean truncated);

    /**
     * What is wrong with the problem's gold answer, or null if responses can be held against it. Asked once for every
     * problem when it is loaded ({@link Verifiers#checkGold}); {@link #verify} gives {@code GOLD_UNPARSABLE} and never a
     * reward where this finds a fault.
     */
    default @Nullable String goldFault(Problem problem) {
        return null;
    }
}

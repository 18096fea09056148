package org.acpo.common.verify;

import java.io.Serializable;
import org.acpo.common.problem.Problem;

/** Decides whether a response solves a problem. Runs on executors; implementations are serializable and thread-safe. */
public interface Verifier extends Serializable {

    /**
     * @param response the text of the response alone, without the prompt
     * @param responseTokens its length in tokens, for length shaping
     * @param truncated whether sampling ended at the length limit and not at a stop token
     */
    Verdict verify(Problem problem, String response, int responseTokens, boolean truncated);
}

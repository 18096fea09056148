package org.acpo.driver.bench;

import org.acpo.common.problem.Problem;
import org.acpo.common.random.StableHash;
import org.acpo.common.verify.Verdict;
import org.acpo.common.verify.Verifier;

/**
 * Finds half of all responses right, by a hash of their text: a random policy solves nothing, and rewards that are all the same
 * would leave the update nothing to compute.
 */
public final class CoinVerifier implements Verifier {
    private static final long serialVersionUID = 1;

    @Override
    public Verdict verify(Problem problem, String response, int responseTokens, boolean truncated) {
        boolean right = (StableHash.of(response) & 1) == 0;
        return new Verdict(right ? 1 : 0, right, null, -1, right ? Verdict.Reason.CORRECT : Verdict.Reason.WRONG);
    }
}

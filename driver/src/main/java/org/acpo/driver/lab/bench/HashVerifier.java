package org.acpo.driver.lab.bench;

import org.acpo.common.problem.Problem;
import org.acpo.common.random.StableHash;
import org.acpo.common.verify.Verdict;
import org.acpo.common.verify.Verifier;

/**
 * Rewards in [0, 1) by a hash of the response, and nothing is right: a random policy solves nothing, and rewards that are all
 * the same would leave the update nothing to compute.
 */
public final class HashVerifier implements Verifier {
    private static final long serialVersionUID = 1;

    @Override
    public Verdict verify(Problem problem, String response, int responseTokens, boolean truncated) {
        double reward = (StableHash.of(response) >>> 11) * 0x1p-53;
        return new Verdict(reward, false, null, -1, Verdict.Reason.WRONG);
    }
}

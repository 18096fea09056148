package org.acpo.deploy.faults;

import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.verify.Verdict;
import org.acpo.common.verify.Verifier;
import org.acpo.common.verify.Verifiers;

/** Judges as the default verifier does, and is where a task may fail in the middle of its rollouts. */
public final class FaultyVerifier implements Verifier {
    private static final long serialVersionUID = 1L;

    private final Verifier judge = Verifiers.of(
            TrainConfig.load(null, java.util.List.of()).verifier(),
            TrainConfig.load(null, java.util.List.of()).rollout().maxNewTokens());

    @Override
    public Verdict verify(Problem problem, String response, int responseTokens, boolean truncated) {
        Fault.KILL_SAMPLING.strike();
        return judge.verify(problem, response, responseTokens, truncated);
    }

    @Override
    public String goldFault(Problem problem) {
        return judge.goldFault(problem);
    }
}

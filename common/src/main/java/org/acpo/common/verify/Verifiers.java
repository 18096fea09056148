package org.acpo.common.verify;

import org.acpo.common.problem.Problem;
import org.acpo.common.problem.generate.Generators;

/** Makes the verifier that the configuration asks for. */
public final class Verifiers {
    private Verifiers() {}

    /**
     * The verifier with its reward shaping.
     *
     * @param maxNewTokens the response limit of the sampling it judges, for the overlong penalty
     */
    public static Verifier of(VerifierConfig config, int maxNewTokens) {
        Verifier countdown = new CountdownVerifier(config.lastNumber());
        Verifier verifier = switch (config.kind()) {
            case MATH -> new ByProblem(new MathVerifier(config.lastNumber()), countdown);
            case COUNTDOWN -> countdown;
        };
        return RewardShaping.of(config, maxNewTokens).around(verifier);
    }

    /** Generated countdown problems, which any right expression solves, go to their own verifier. */
    private record ByProblem(Verifier math, Verifier countdown) implements Verifier {
        private static final long serialVersionUID = 1L;

        @Override
        public Verdict verify(Problem problem, String response, int responseTokens, boolean truncated) {
            boolean isCountdown =
                    Generators.SOURCE.equals(problem.source()) && Generators.COUNTDOWN.equals(problem.subject());
            return (isCountdown ? countdown : math).verify(problem, response, responseTokens, truncated);
        }
    }
}

package org.acpo.executors.rollout;

import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Draw;
import org.acpo.common.rollout.Response;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.verify.Verdict;
import org.acpo.common.verify.Verifier;
import org.acpo.common.verify.Verifiers;
import org.acpo.executors.sampling.SampledResponse;
import org.acpo.executors.tokenizer.Tokenizer;

/** Judges a complete response (method.md section 1). */
final class JudgeStage {
    private final Verifier verifier;
    private final Tokenizer tokenizer;
    private final int policyVersion;

    JudgeStage(RolloutSpec spec, Tokenizer tokenizer) {
        this.verifier = Verifiers.of(spec.verifier(), spec.sampling().maxNewTokens());
        this.tokenizer = tokenizer;
        this.policyVersion = spec.replica().version();
    }

    /** @param level sampling level, 1 or 2 */
    RolloutDraft judge(Problem problem, int[] promptTokens, int level, SampledResponse sampled) {
        return judge(problem, promptTokens, level, sampled, sampled.truncated());
    }

    /** @param cutShort whether the verifier is told that the response is cut short */
    RolloutDraft judge(Problem problem, int[] promptTokens, int level, SampledResponse sampled, boolean cutShort) {
        int[] tokens = sampled.tokens();
        String text = tokenizer.decode(tokens, true);
        Verdict verdict = verifier.verify(problem, text, tokens.length, cutShort);
        Draw draw = new Draw(problem.id(), sampled.rolloutIndex(), policyVersion, level, sampled.temperature());
        Response response =
                Response.written(tokens, sampled.logProbs(), sampled.entropies(), text, sampled.truncated());
        return new RolloutDraft(
                problem, promptTokens, sampled.probeLogProbs(), new Rollout(draw, response, verdict, List.of()));
    }

    /** The reward of the first {@code kept} of these tokens as a response to the problem. */
    double reward(Problem problem, int[] kept, boolean truncated) {
        String text = tokenizer.decode(kept, true);
        return verifier.verify(problem, text, kept.length, truncated).reward();
    }
}

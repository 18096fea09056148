package org.acpo.common.verify;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict.Reason;
import org.acpo.common.verify.extract.AnswerExtractor;
import org.jspecify.annotations.Nullable;

/** A change to the reward of a verdict; small ones are composed. Whether the answer is correct stays as it was seen. */
@FunctionalInterface
interface RewardShaping extends Serializable {

    /** What a shaping may look at besides the verdict. */
    record Response(String text, int tokens, boolean truncated) {}

    Verdict apply(Verdict verdict, Response response);

    /** All shapings that the configuration asks for, one after another. */
    static RewardShaping of(VerifierConfig config, int maxNewTokens) {
        List<RewardShaping> parts = new ArrayList<>();
        if (config.truncatedIsWrong()) {
            parts.add(truncatedIsWrong());
        }
        if (config.formatReward() > 0) {
            parts.add(formatReward(config.formatReward(), config.openThought()));
        }
        if (config.overlongBuffer() > 0) {
            parts.add(overlong(config.overlongBuffer(), maxNewTokens));
        }
        return (verdict, response) -> {
            Verdict shaped = verdict;
            for (RewardShaping part : parts) {
                shaped = part.apply(shaped, response);
            }
            return shaped;
        };
    }

    /** A response cut at the length limit earns nothing and counts as wrong. */
    static RewardShaping truncatedIsWrong() {
        return (verdict, response) -> response.truncated
                ? new Verdict(0, false, verdict.extracted(), verdict.answerStart(), Reason.TRUNCATED)
                : verdict;
    }

    /** {@code bonus} more for an answer that is marked as one, right or wrong. */
    static RewardShaping formatReward(double bonus, boolean openThought) {
        return (verdict, response) ->
                AnswerExtractor.find(response.text, false, openThought) == null ? verdict : plus(verdict, bonus);
    }

    /**
     * DAPO's soft overlong punishment (arXiv 2503.14476, equation 13): 0 up to {@code limit - buffer} tokens, then falling
     * linearly to −1 at {@code limit}.
     */
    static RewardShaping overlong(int buffer, int limit) {
        return (verdict, response) -> {
            int over = response.tokens - (limit - buffer);
            return over <= 0 ? verdict : plus(verdict, -Math.min(1.0, (double) over / buffer));
        };
    }

    private static Verdict plus(Verdict verdict, double amount) {
        return new Verdict(
                verdict.reward() + amount,
                verdict.correct(),
                verdict.extracted(),
                verdict.answerStart(),
                verdict.reason());
    }

    /** The verifier whose verdicts are shaped by this. */
    default Verifier around(Verifier verifier) {
        return new Shaped(verifier, this);
    }

    /** A verifier and what is done to its verdicts. */
    record Shaped(Verifier verifier, RewardShaping shaping) implements Verifier {
        private static final long serialVersionUID = 1L;

        @Override
        public Verdict verify(Problem problem, String response, int tokens, boolean truncated) {
            Verdict verdict = verifier.verify(problem, response, tokens, truncated);
            return shaping.apply(verdict, new Response(response, tokens, truncated));
        }

        @Override
        public @Nullable String goldFault(Problem problem) {
            return verifier.goldFault(problem);
        }
    }
}

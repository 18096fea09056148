package org.acpo.common.verify;

import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict.Reason;
import org.acpo.common.verify.extract.AnswerExtractor;
import org.acpo.common.verify.extract.Found;
import org.acpo.common.verify.math.MathEquality;
import org.jspecify.annotations.Nullable;

/**
 * Rewards 1 for a final answer that equals the gold answer as mathematics, 0 for any other. Its work is linear in the
 * response, and the comparison is bounded (see the package {@code math}).
 *
 * @param lastNumber whether, as a last resort, an answer that nothing marks counts; never in a truncated response, whose
 *     last number is some intermediate one
 * @param openThought whether an answer counts that stands in a {@code <think>} without its end
 */
public record MathVerifier(boolean lastNumber, boolean openThought) implements Verifier {
    private static final long serialVersionUID = 1L;

    /** One that takes no answer from an open thought. */
    public MathVerifier(boolean lastNumber) {
        this(lastNumber, false);
    }

    @Override
    public Verdict verify(Problem problem, String response, int responseTokens, boolean truncated) {
        String gold = gold(problem.answer());
        if (MathEquality.fault(gold) != null) {
            return Verdict.none(Reason.GOLD_UNPARSABLE);
        }
        Found found = AnswerExtractor.find(response, lastNumber && !truncated, openThought);
        if (found == null) {
            return Verdict.none(truncated ? Reason.TRUNCATED : Reason.NO_ANSWER);
        }
        boolean correct = MathEquality.equal(gold, found.text());
        return Verdict.of(correct, found.text(), found.start());
    }

    @Override
    public @Nullable String goldFault(Problem problem) {
        return MathEquality.fault(gold(problem.answer()));
    }

    /** Gold answers may come boxed or behind a marker as well. */
    private static String gold(String answer) {
        Found found = AnswerExtractor.find(answer, false, true);
        return found == null ? answer : found.text();
    }
}

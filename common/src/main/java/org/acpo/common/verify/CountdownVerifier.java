package org.acpo.common.verify;

import java.util.Optional;
import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict.Reason;
import org.acpo.common.verify.extract.AnswerExtractor;
import org.acpo.common.verify.extract.Found;
import org.acpo.common.verify.math.Arithmetic;
import org.jspecify.annotations.Nullable;

/**
 * Rewards 1 for an expression that reaches the target with the given numbers, each used exactly once. The gold answer is
 * any such expression: its value is the target, its numbers are the given ones. What follows an equals sign in the
 * response's answer is ignored. Bounded work, as in {@link MathVerifier}.
 *
 * @param lastResort whether a response that is nothing but an expression counts without a marker
 * @param openThought whether an answer counts that stands in a {@code <think>} without its end
 */
public record CountdownVerifier(boolean lastResort, boolean openThought) implements Verifier {
    private static final long serialVersionUID = 1L;

    /** One that takes no answer from an open thought. */
    public CountdownVerifier(boolean lastResort) {
        this(lastResort, false);
    }

    @Override
    public Verdict verify(Problem problem, String response, int responseTokens, boolean truncated) {
        Optional<Arithmetic> gold = Arithmetic.parse(problem.answer());
        if (gold.isEmpty()) {
            return Verdict.none(Reason.GOLD_UNPARSABLE);
        }
        Found found = AnswerExtractor.find(response, lastResort && !truncated, openThought);
        if (found == null) {
            return Verdict.none(truncated ? Reason.TRUNCATED : Reason.NO_ANSWER);
        }
        int equals = found.text().indexOf('=');
        String expression = equals < 0 ? found.text() : found.text().substring(0, equals);
        boolean correct = Arithmetic.parse(expression)
                .filter(answer -> answer.usesNumbersOf(gold.get()) && answer.sameValue(gold.get()))
                .isPresent();
        return Verdict.of(correct, found.text(), found.start());
    }

    @Override
    public @Nullable String goldFault(Problem problem) {
        return Arithmetic.parse(problem.answer()).isPresent()
                ? null
                : "is no expression of whole numbers joined by + - * / and brackets, as countdown needs";
    }
}

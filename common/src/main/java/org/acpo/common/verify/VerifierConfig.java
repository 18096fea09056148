package org.acpo.common.verify;

import java.io.Serializable;
import java.util.Map;
import org.acpo.common.config.Require;
import org.acpo.common.verify.code.CodeConfig;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code verifier}: how a response is rewarded.
 *
 * @param className for CUSTOM, the user's class that implements {@link Verifier}
 * @param weights for SUM, the weight of each part; a part is a kind in lower case or a class name
 * @param lastNumber whether the last number of a response without a marked answer counts as its answer
 * @param openThought whether an answer counts that stands in a thought, {@code <think>}, that the model never closed; the
 *     responses without that tag are judged the same either way
 * @param formatReward added when an answer is marked, by a box or by words such as {@code Answer:}
 * @param overlongBuffer tokens before the length limit over which reward falls linearly by 1 (DAPO); 0 is off
 * @param truncatedIsWrong whether a response cut at the length limit gets no credit even if an answer stands in it
 * @param timeoutMillis wall time after which a check is ended; for code, {@code verifier.code.timeout_millis} counts
 */
public record VerifierConfig(
        Kind kind,
        @Nullable String className,
        Map<String, Double> weights,
        boolean lastNumber,
        boolean openThought,
        double formatReward,
        int overlongBuffer,
        boolean truncatedIsWrong,
        int timeoutMillis,
        CodeConfig code)
        implements Serializable {

    /**
     * MATH compares answers as mathematics, and judges generated countdown problems by evaluating the expression;
     * COUNTDOWN does that for every problem, the gold answer being one right expression; CODE runs the response's program
     * on the tests that the gold answer holds; CUSTOM asks the user's class; SUM adds the weighted rewards of several.
     */
    public enum Kind {
        MATH,
        COUNTDOWN,
        CODE,
        CUSTOM,
        SUM
    }

    public VerifierConfig {
        Require.that(
                kind != Kind.CUSTOM || (className != null && !className.isBlank()),
                "verifier.class_name",
                className,
                "the name of your class that implements " + Verifier.class.getName() + " for verifier.kind custom");
        Require.that(
                kind != Kind.SUM || !weights.isEmpty(),
                "verifier.weights",
                weights,
                "a weight per verifier, such as {math: 1.0, com.example.Style: 0.2}, for verifier.kind sum");
        weights.forEach((part, weight) -> Require.that(
                weight != null && Double.isFinite(weight), "verifier.weights." + part, weight, "a finite number"));
        Require.notNegative(formatReward, "verifier.format_reward");
        Require.atLeast(overlongBuffer, 0, "verifier.overlong_buffer");
        Require.atLeast(timeoutMillis, 1, "verifier.timeout_millis");
    }

    /** The same for another kind. */
    public VerifierConfig with(Kind kind, boolean lastNumber) {
        return new VerifierConfig(
                kind,
                className,
                weights,
                lastNumber,
                openThought,
                formatReward,
                overlongBuffer,
                truncatedIsWrong,
                timeoutMillis,
                code);
    }

    /** Wall time of one check: programs have a time of their own. */
    int deadlineMillis() {
        boolean runsPrograms = kind == Kind.CODE || (kind == Kind.SUM && weights.containsKey("code"));
        return runsPrograms ? Math.max(timeoutMillis, code.timeoutMillis()) : timeoutMillis;
    }
}

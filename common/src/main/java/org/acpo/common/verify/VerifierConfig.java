package org.acpo.common.verify;

import java.io.Serializable;
import org.acpo.common.config.Require;

/**
 * Section {@code verifier}: how a response is rewarded.
 *
 * @param lastNumber whether the last number of a response without a marked answer counts as its answer
 * @param formatReward added when an answer is marked, by a box or by words such as {@code Answer:}
 * @param overlongBuffer tokens before the length limit over which reward falls linearly by 1 (DAPO); 0 is off
 * @param truncatedIsWrong whether a response cut at the length limit gets no credit even if an answer stands in it
 */
public record VerifierConfig(
        Kind kind,
        boolean lastNumber,
        double formatReward,
        int overlongBuffer,
        boolean truncatedIsWrong,
        int timeoutMillis)
        implements Serializable {

    /**
     * MATH compares answers as mathematics, and judges generated countdown problems by evaluating the expression;
     * COUNTDOWN does that for every problem, the gold answer being one right expression.
     */
    public enum Kind {
        MATH,
        COUNTDOWN
    }

    public VerifierConfig {
        Require.notNegative(formatReward, "verifier.format_reward");
        Require.atLeast(overlongBuffer, 0, "verifier.overlong_buffer");
        Require.atLeast(timeoutMillis, 1, "verifier.timeout_millis");
    }
}

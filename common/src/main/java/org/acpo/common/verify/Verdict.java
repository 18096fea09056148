package org.acpo.common.verify;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a verifier saw in a response.
 *
 * @param reward the scalar the trainer uses, shaping included
 * @param correct whether the final answer is right, shaping apart; pass@k counts this
 * @param extracted the answer found in the response, or null
 * @param answerStart character offset in the response at which the statement of the final answer begins (its marker if
 *     it has one, such as <code>\boxed&#123;</code> or {@code Answer:}), or -1; attribution does not look beyond it
 */
public record Verdict(
        double reward, boolean correct, @Nullable String extracted, int answerStart, Reason reason)
        implements Serializable {

    /** Why the verdict came out so; counted per reason in the metrics as {@code verifier/<reason>}. */
    public enum Reason {
        CORRECT,
        WRONG,
        NO_ANSWER,
        GOLD_UNPARSABLE,
        TRUNCATED,
        TIMED_OUT,
        ERROR
    }

    public Verdict {
        if (!Double.isFinite(reward)) {
            throw new IllegalArgumentException("reward " + reward + ", which is no finite number");
        }
    }

    /** No reward, and no answer. */
    static Verdict none(Reason reason) {
        return new Verdict(0, false, null, -1, reason);
    }

    /** Reward 1 or 0 for an answer. */
    static Verdict of(boolean correct, String extracted, int answerStart) {
        return new Verdict(correct ? 1 : 0, correct, extracted, answerStart, correct ? Reason.CORRECT : Reason.WRONG);
    }
}

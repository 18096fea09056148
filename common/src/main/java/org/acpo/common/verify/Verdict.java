package org.acpo.common.verify;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a verifier saw in a response.
 *
 * @param reward the scalar the trainer uses, shaping included
 * @param correct whether the final answer is right, shaping apart; pass@k counts this
 * @param extracted the answer found in the response, or null
 */
public record Verdict(
        double reward, boolean correct, @Nullable String extracted, Reason reason) implements Serializable {

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
}

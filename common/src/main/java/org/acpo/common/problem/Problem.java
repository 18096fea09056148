package org.acpo.common.problem;

import java.io.Serializable;
import org.acpo.common.UserException;
import org.jspecify.annotations.Nullable;

/**
 * A task with an answer that can be verified.
 *
 * @param id unique within its source; random numbers of its rollouts are a function of it
 * @param problem the question, as the policy's prompt template receives it
 * @param answer the gold answer a (method.md, notation), or {@link #NO_ANSWER}: such a problem can be answered, but every
 *     verifier finds the answer unparsable, and the readers of problems to train or evaluate on refuse it
 * @param level difficulty as its source rates it, or null
 * @param solution a worked solution for supervised training, or null
 */
public record Problem(
        String id,
        String problem,
        String answer,
        @Nullable Integer level,
        @Nullable String subject,
        @Nullable String source,
        @Nullable String solution)
        implements Serializable {

    /** Stands for an answer that is not known. */
    public static final String NO_ANSWER = "";

    public Problem {
        if (problem.isBlank()) {
            throw new UserException("problem '" + id + "' has an empty text");
        }
    }

    /** Whether there is an answer to hold responses against. */
    public boolean hasAnswer() {
        return !answer.isBlank();
    }
}

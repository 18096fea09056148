package org.acpo.common.problem;

import java.io.Serializable;
import org.acpo.common.UserException;
import org.jspecify.annotations.Nullable;

/**
 * A task with an answer that can be verified.
 *
 * @param id unique within its source; random numbers of its rollouts are a function of it
 * @param problem the question, as the policy's prompt template receives it
 * @param answer the gold answer a (METHOD.md, notation)
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

    public Problem {
        if (problem.isBlank()) {
            throw new UserException("problem '" + id + "' has an empty text");
        }
        if (answer.isBlank()) {
            throw new UserException("problem '" + id + "' has no answer; every problem needs one to be verifiable");
        }
    }
}

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
 * @param verifier who judges the problem where the configured verifier is {@code math}: a verifier's kind in lower case,
 *     such as {@code countdown}, or null for {@code math} itself
 * @param system the system turn that its source puts before it, or null for that of section {@code prompt}
 */
public record Problem(
        String id,
        String problem,
        String answer,
        @Nullable Integer level,
        @Nullable String subject,
        @Nullable String source,
        @Nullable String solution,
        @Nullable String verifier,
        @Nullable String system)
        implements Serializable {

    /** Stands for an answer that is not known. */
    public static final String NO_ANSWER = "";

    public Problem {
        if (problem.isBlank()) {
            throw new UserException("problem '" + id + "' has an empty text");
        }
    }

    /** A problem that the configured verifier judges. */
    public Problem(
            String id,
            String problem,
            String answer,
            @Nullable Integer level,
            @Nullable String subject,
            @Nullable String source,
            @Nullable String solution) {
        this(id, problem, answer, level, subject, source, solution, null, null);
    }

    /** A question and its answer, of which nothing else is known. */
    public static Problem of(String id, String problem, String answer) {
        return new Problem(id, problem, answer, null, null, null, null, null, null);
    }

    /** The same problem, judged by a verifier of its own ({@link #verifier}). */
    public Problem judgedBy(@Nullable String verifier) {
        return new Problem(id, problem, answer, level, subject, source, solution, verifier, system);
    }

    /** The same problem, asked under a system turn of its own ({@link #system}). */
    public Problem under(@Nullable String system) {
        return new Problem(id, problem, answer, level, subject, source, solution, verifier, system);
    }

    /** Whether there is an answer to hold responses against. */
    public boolean hasAnswer() {
        return !answer.isBlank();
    }
}

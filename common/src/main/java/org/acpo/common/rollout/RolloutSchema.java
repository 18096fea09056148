package org.acpo.common.rollout;

import java.util.List;

/**
 * Columns of the rollout dataset ({@code RUN/rollouts}), the contract with notebooks and other readers. Plain data: the
 * writer turns it into a Spark schema. {@code epoch} and {@code step} are partition columns. T is the number of response
 * tokens, K that of segments.
 *
 * <p>A change that a reader could notice raises {@link #VERSION}; columns are added, never renamed or removed.
 */
public final class RolloutSchema {
    /** Value of {@code schema_version} in every row. */
    public static final int VERSION = 1;

    private RolloutSchema() {}

    /** Type of a column; lists have no null elements. */
    public enum Type {
        BOOLEAN,
        INT,
        FLOAT,
        DOUBLE,
        STRING,
        INTS,
        FLOATS,
        DOUBLES,
        STRINGS
    }

    /** A column and what it says. */
    public record Column(String name, Type type, boolean nullable, String meaning) {}

    /** The columns in their order. */
    public static List<Column> columns() {
        return List.of(
                column("schema_version", Type.INT, "version of this schema"),
                column("epoch", Type.INT, "epoch, from 0; partition"),
                column("step", Type.INT, "policy update the rollout was sampled for, from 1; partition"),
                column("stage", Type.INT, "curriculum stage, 1 or 2"),
                column("policy_version", Type.INT, "version of the weights that sampled it"),
                column("problem_id", Type.STRING, "id of the problem"),
                column("problem", Type.STRING, "the question"),
                column("answer", Type.STRING, "the gold answer"),
                nullable("level", Type.INT, "difficulty as the problem's source rates it"),
                nullable("subject", Type.STRING, "subject or generator"),
                nullable("source", Type.STRING, "where the problem is from"),
                column("prompt", Type.STRING, "the rendered prompt"),
                column("rollout_index", Type.INT, "number within the problem's group"),
                column("sampling_level", Type.INT, "1 or 2 (method.md section 1)"),
                column("temperature", Type.FLOAT, "temperature it was sampled at"),
                column("response", Type.STRING, "the response's text"),
                column("reward", Type.DOUBLE, "reward, shaping included"),
                column("correct", Type.BOOLEAN, "whether the final answer is right"),
                nullable("extracted", Type.STRING, "the answer found in the response"),
                column("verdict", Type.STRING, "reason of the verdict, in lower case"),
                column("truncated", Type.BOOLEAN, "whether the length limit ended it"),
                column("length", Type.INT, "T"),
                column("tokens", Type.INTS, "T token ids"),
                column("token_texts", Type.STRINGS, "T texts, each token decoded alone"),
                column("log_probs", Type.FLOATS, "T behaviour log-probabilities, tempered"),
                column("entropies", Type.FLOATS, "T entropies in nats at temperature 1"),
                column("outcome_advantage", Type.DOUBLE, "A_i"),
                column("segment_ends", Type.INTS, "K exclusive ends in tokens, the last one T"),
                column("answer_log_probs", Type.DOUBLES, "K+1 values l_0 ... l_K; empty without attribution"),
                column("attributions", Type.DOUBLES, "K values of Delta; empty without attribution"),
                column("step_advantages", Type.DOUBLES, "K values A_ik"),
                column("step_classes", Type.INTS, "K values: 1 helpful, 0 neutral, -1 harmful"));
    }

    private static Column column(String name, Type type, String meaning) {
        return new Column(name, type, false, meaning);
    }

    private static Column nullable(String name, Type type, String meaning) {
        return new Column(name, type, true, meaning);
    }
}

package org.acpo.common.dataset;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.acpo.common.rollout.Attribution;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.Step;
import org.jspecify.annotations.Nullable;

/**
 * Columns of the rollout dataset ({@code RUN/rollouts}), the contract with notebooks and other readers: what each is called, its type
 * and where its value comes from. {@code epoch} and {@code step} are partition columns. T is the number of response tokens, K that of
 * steps, E that of estimators that attributed.
 *
 * <p>A change that a reader could notice raises {@link #VERSION}. Version 1 had {@code answer_log_probs}, K+1 values of an estimator
 * that it did not name, in the place of {@code estimators}, {@code measures} and {@code step_values}.
 */
public final class RolloutSchema {
    /** Value of {@code schema_version} in every row. */
    public static final int VERSION = 2;

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

    /**
     * A column and what it says.
     *
     * @param value a {@code Boolean}, {@code Integer}, {@code Float}, {@code Double}, {@code String}, primitive array or list of
     *     strings as {@code type} says; null only where {@code nullable}
     */
    public record Column(
            String name,
            Type type,
            boolean nullable,
            String meaning,
            Function<RolloutRecord, @Nullable Object> value) {}

    /** The columns in their order. */
    public static List<Column> columns() {
        return List.of(
                column("schema_version", Type.INT, "version of this schema", r -> VERSION),
                column(
                        "epoch",
                        Type.INT,
                        "epoch, from 0; partition",
                        r -> r.position().epoch()),
                column(
                        "step",
                        Type.INT,
                        "policy update the rollout was sampled for, from 1; partition",
                        r -> r.position().step()),
                column(
                        "stage",
                        Type.INT,
                        "curriculum stage, 1 or 2",
                        r -> r.position().stage()),
                column(
                        "policy_version",
                        Type.INT,
                        "version of the weights that sampled it",
                        r -> rollout(r).draw().policyVersion()),
                column(
                        "problem_id",
                        Type.STRING,
                        "id of the problem",
                        r -> rollout(r).draw().problemId()),
                column("problem", Type.STRING, "the question", r -> r.problem().problem()),
                column(
                        "answer",
                        Type.STRING,
                        "the gold answer",
                        r -> r.problem().answer()),
                nullable(
                        "level",
                        Type.INT,
                        "difficulty as the problem's source rates it",
                        r -> r.problem().level()),
                nullable(
                        "subject",
                        Type.STRING,
                        "subject or generator",
                        r -> r.problem().subject()),
                nullable(
                        "source",
                        Type.STRING,
                        "where the problem is from",
                        r -> r.problem().source()),
                column("prompt", Type.STRING, "the rendered prompt", RolloutRecord::prompt),
                column(
                        "rollout_index",
                        Type.INT,
                        "number within the problem's group",
                        r -> rollout(r).draw().index()),
                column(
                        "sampling_level",
                        Type.INT,
                        "1 or 2 (method.md section 1)",
                        r -> rollout(r).draw().level()),
                column(
                        "temperature",
                        Type.FLOAT,
                        "temperature it was sampled at",
                        r -> rollout(r).temperature()),
                column(
                        "response",
                        Type.STRING,
                        "the response's text",
                        r -> rollout(r).response().text()),
                column(
                        "reward",
                        Type.DOUBLE,
                        "reward, shaping included",
                        r -> rollout(r).verdict().reward()),
                column(
                        "correct",
                        Type.BOOLEAN,
                        "whether the final answer is right",
                        r -> rollout(r).verdict().correct()),
                nullable(
                        "extracted",
                        Type.STRING,
                        "the answer found in the response",
                        r -> rollout(r).verdict().extracted()),
                column(
                        "verdict",
                        Type.STRING,
                        "reason of the verdict, in lower case",
                        r -> lower(rollout(r).verdict().reason())),
                column(
                        "truncated",
                        Type.BOOLEAN,
                        "whether the length limit ended it",
                        r -> rollout(r).response().truncated()),
                column("length", Type.INT, "T", r -> rollout(r).length()),
                column("tokens", Type.INTS, "T token ids", r -> rollout(r).tokens()),
                column("token_texts", Type.STRINGS, "T texts, each token decoded alone", RolloutRecord::pieces),
                column(
                        "log_probs",
                        Type.FLOATS,
                        "T behaviour log-probabilities, tempered",
                        r -> rollout(r).response().logProbs()),
                column(
                        "entropies",
                        Type.FLOATS,
                        "T entropies in nats at temperature 1",
                        r -> rollout(r).response().entropies()),
                column(
                        "outcome_advantage",
                        Type.DOUBLE,
                        "A_i",
                        r -> r.credited().outcome()),
                column(
                        "segment_ends",
                        Type.INTS,
                        "K exclusive ends of steps in tokens, the last one T",
                        r -> rollout(r).stepEnds()),
                column(
                        "estimators",
                        Type.STRINGS,
                        "E names of estimators, the one that credits first; empty without" + " attribution",
                        r -> first(r).stream().map(a -> lower(a.estimator())).toList()),
                column(
                        "measures",
                        Type.STRINGS,
                        "E names of what each estimator's values are",
                        r -> first(r).stream().map(a -> lower(a.measure())).toList()),
                column(
                        "step_values",
                        Type.DOUBLES,
                        "E times K+1 values, those of the first estimator first",
                        r -> values(rollout(r))),
                column(
                        "attributions",
                        Type.DOUBLES,
                        "K values of Delta of the first estimator; empty without attribution",
                        r -> rollout(r).deltas()),
                column(
                        "step_advantages",
                        Type.DOUBLES,
                        "K values A_ik",
                        r -> r.credited().stepAdvantages()),
                column(
                        "step_classes",
                        Type.INTS,
                        "K values: 1 helpful, 0 neutral, -1 harmful",
                        r -> r.credited().stepClasses()));
    }

    private static Rollout rollout(RolloutRecord row) {
        return row.credited().rollout();
    }

    private static List<Attribution> first(RolloutRecord row) {
        List<Step> steps = rollout(row).steps();
        return steps.isEmpty() ? List.of() : steps.get(0).attributions();
    }

    private static double[] values(Rollout rollout) {
        List<Step> steps = rollout.steps();
        DoubleStream.Builder values = DoubleStream.builder();
        int estimators = steps.isEmpty() ? 0 : steps.get(0).attributions().size();
        for (int e = 0; e < estimators; e++) {
            values.add(steps.get(0).attributions().get(e).before());
            for (Step step : steps) {
                values.add(step.attributions().get(e).after());
            }
        }
        return values.build().toArray();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Column column(
            String name, Type type, String meaning, Function<RolloutRecord, @Nullable Object> value) {
        return new Column(name, type, false, meaning, value);
    }

    private static Column nullable(
            String name, Type type, String meaning, Function<RolloutRecord, @Nullable Object> value) {
        return new Column(name, type, true, meaning, value);
    }
}

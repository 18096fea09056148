package org.acpo.driver.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as the page shows it; in JSON one object with all components of its parts. Columns as in {@link
 * org.acpo.common.dataset.RolloutSchema}.
 */
record ShownRollout(
        @JsonUnwrapped Draw draw,
        @JsonUnwrapped Outcome outcome,
        @JsonUnwrapped Response response,
        @JsonUnwrapped Credit credit) {

    /**
     * When and how it was sampled.
     *
     * @param problem its place in the page's list of problems
     */
    record Draw(
            int step,
            int stage,
            int problem,
            int index,
            int samplingLevel,
            @Nullable Double temperature) {
        static Draw of(Row row, int problem) {
            return new Draw(
                    row.<Integer>getAs("step"),
                    row.<Integer>getAs("stage"),
                    problem,
                    row.<Integer>getAs("rollout_index"),
                    row.<Integer>getAs("sampling_level"),
                    Numbers.compact(row.<Float>getAs("temperature")));
        }
    }

    /** How it ended, and what it earned. */
    record Outcome(
            @Nullable Double reward,
            boolean correct,
            @Nullable String extracted,
            String verdict,
            boolean truncated,
            @Nullable Double advantage) {
        static Outcome of(Row row) {
            return new Outcome(
                    Numbers.compact(row.<Double>getAs("reward")),
                    row.<Boolean>getAs("correct"),
                    row.getAs("extracted"),
                    row.getAs("verdict"),
                    row.<Boolean>getAs("truncated"),
                    Numbers.compact(row.<Double>getAs("outcome_advantage")));
        }
    }

    /**
     * T tokens.
     *
     * @param tokens their texts
     * @param entropies in thousandths of a nat
     * @param logProbs in thousandths
     */
    record Response(List<String> tokens, int[] entropies, int[] logProbs) {
        static Response of(Row row) {
            return new Response(list(row, "token_texts"), thousandths(row, "entropies"), thousandths(row, "log_probs"));
        }
    }

    /**
     * K steps.
     *
     * @param ends exclusive, in tokens
     * @param values K+1 values whose differences credit the steps, or empty
     * @param estimator where the values come from, or null if unknown or none
     * @param measure what the values are, or null if unknown or none
     * @param attributions K values, or empty
     */
    record Credit(
            List<Integer> ends,
            List<@Nullable Double> values,
            @Nullable String estimator,
            @Nullable String measure,
            List<@Nullable Double> attributions,
            List<@Nullable Double> stepAdvantages,
            List<Integer> classes) {
        static Credit of(Row row) {
            return new Credit(
                    list(row, "segment_ends"),
                    Numbers.compact(ShownRollout.values(row)),
                    ShownRollout.first(row, "estimators"),
                    ShownRollout.first(row, "measures"),
                    Numbers.compact(ShownRollout.<Double>list(row, "attributions")),
                    Numbers.compact(ShownRollout.<Double>list(row, "step_advantages")),
                    list(row, "step_classes"));
        }
    }

    /** What a rollout of version 1 of the dataset has in the place of step_values, of an estimator that it does not name. */
    static final String VERSION_1_VALUES = "answer_log_probs";

    /** The task of a rollout. */
    record ShownProblem(
            String id,
            String problem,
            String answer,
            @Nullable Integer level,
            @Nullable String subject,
            @Nullable String source,
            String prompt) {
        static ShownProblem of(Row row) {
            return new ShownProblem(
                    row.getAs("problem_id"),
                    row.getAs("problem"),
                    row.getAs("answer"),
                    row.getAs("level"),
                    row.getAs("subject"),
                    row.getAs("source"),
                    row.getAs("prompt"));
        }
    }

    static ShownRollout of(Row row, int problem) {
        return new ShownRollout(Draw.of(row, problem), Outcome.of(row), Response.of(row), Credit.of(row));
    }

    private static List<Double> values(Row row) {
        if (!has(row, "step_values")) {
            return has(row, VERSION_1_VALUES) ? list(row, VERSION_1_VALUES) : List.of();
        }
        List<Double> all = list(row, "step_values");
        int perEstimator = ShownRollout.<Integer>list(row, "segment_ends").size() + 1;
        return all.subList(0, Math.min(all.size(), perEstimator));
    }

    private static @Nullable String first(Row row, String column) {
        return has(row, column) && !list(row, column).isEmpty()
                ? ShownRollout.<String>list(row, column).get(0)
                : null;
    }

    private static boolean has(Row row, String column) {
        return row.schema().getFieldIndex(column).isDefined() && !row.isNullAt(row.fieldIndex(column));
    }

    private static <T> List<T> list(Row row, String column) {
        return row.getList(row.fieldIndex(column));
    }

    private static int[] thousandths(Row row, String column) {
        return ShownRollout.<Float>list(row, column).stream()
                .mapToInt(Numbers::thousandths)
                .toArray();
    }
}

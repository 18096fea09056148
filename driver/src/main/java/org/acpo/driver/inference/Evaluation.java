package org.acpo.driver.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.evaluate.EvaluationSummary;
import org.acpo.common.evaluate.EvaluationTable;
import org.acpo.common.evaluate.EvaluationTable.Judged;
import org.acpo.common.evaluate.Outcome;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.acpo.driver.spark.Problems;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** {@code acpo eval}: how often a model solves the problems of {@code data.eval}, sampled as {@code evaluation} says. */
public final class Evaluation {
    private static final String TABLE = ".table.md";

    private Evaluation() {}

    /**
     * A data set to evaluate on.
     *
     * @param name what the table calls it
     * @param config whose {@code data.eval} names its problems
     */
    public record DataSet(String name, TrainConfig config) {}

    /**
     * Evaluates a model on data sets, one after another.
     *
     * @param target where the responses go, and beside them the table as Markdown; null to keep none
     * @throws UserException when problems, model or output cannot be used; then no output is left
     */
    public static Result run(SparkSession spark, List<DataSet> sets, @Nullable Target target) {
        if (target == null) {
            return evaluate(spark, sets, null);
        }
        Configuration hadoop = spark.sessionState().newHadoopConf();
        if (!target.overwrite() && HadoopFiles.exists(new Path(tablePath(target)), hadoop)) {
            throw new UserException("--output is " + target.path() + ", but its table " + tablePath(target)
                    + " exists; add --overwrite to replace it, or give another name");
        }
        try (OutputFile output = OutputFile.create(target.path(), target.overwrite(), hadoop)) {
            Result result = evaluate(spark, sets, output);
            output.commit();
            HadoopFiles.write(new Path(tablePath(target)), result.table().markdown(), hadoop);
            return result;
        }
    }

    /** Where the table stands: {@code rows.jsonl} has {@code rows.table.md} beside it. */
    public static String tablePath(Target target) {
        return target.path().replaceFirst("\\.[A-Za-z0-9]+$", "") + TABLE;
    }

    private static Result evaluate(SparkSession spark, List<DataSet> sets, @Nullable OutputFile output) {
        List<List<Problem>> problems = sets.stream()
                .map(set -> Problems.load(spark, set.config().data().eval()))
                .toList();
        EvaluationTable table = new EvaluationTable();
        List<List<Outcome>> all = new ArrayList<>();
        long tokens = 0;
        double seconds = 0;
        for (int i = 0; i < sets.size(); i++) {
            DataSet set = sets.get(i);
            Generation generation = new Generation(spark, set.config());
            List<Judged> judged = new ArrayList<>();
            String command = sets.size() == 1 ? "eval" : "eval " + set.name();
            Progress progress = generation.draw(command, problems.get(i), group -> {
                judged.add(new Judged(group.problem(), Outcome.of(group)));
                if (output != null) {
                    generation.write(group, set.name(), output);
                }
            });
            table.add(set.name(), judged);
            judged.forEach(one -> all.add(one.outcomes()));
            tokens += progress.tokens();
            seconds += progress.seconds();
        }
        return new Result(EvaluationSummary.of(all), table, tokens, seconds);
    }

    /**
     * What was found, and what it took.
     *
     * @param summary over the problems of all data sets
     */
    public record Result(EvaluationSummary summary, EvaluationTable table, long tokens, double seconds) {
        /** For the last line of the command. */
        public Map<String, Object> line() {
            Map<String, Object> line = new LinkedHashMap<>(summary.fields());
            line.put("tokens", tokens);
            line.put("seconds", seconds);
            line.put(
                    "table",
                    table.rows().stream().map(EvaluationTable.Row::fields).toList());
            return line;
        }
    }
}

package org.acpo.driver.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.config.TrainConfig;
import org.acpo.common.evaluate.EvaluationSummary;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Rollout;
import org.acpo.driver.spark.Problems;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** {@code acpo eval}: how often a model solves the problems of {@code data.eval}, sampled as {@code evaluation} says. */
public final class Evaluation {
    private static final float[] NONE = {};

    private Evaluation() {}

    /**
     * Evaluates a model.
     *
     * @param target where the responses go, or null to keep none
     * @throws org.acpo.common.UserException when problems, model or output cannot be used; then no output is left
     */
    public static Result run(SparkSession spark, TrainConfig config, @Nullable Target target) {
        if (target == null) {
            return evaluate(spark, config, null);
        }
        try (OutputFile output = OutputFile.create(
                target.path(), target.overwrite(), spark.sessionState().newHadoopConf())) {
            Result result = evaluate(spark, config, output);
            output.commit();
            return result;
        }
    }

    private static Result evaluate(SparkSession spark, TrainConfig config, @Nullable OutputFile output) {
        List<Problem> problems = Problems.load(spark, config.data().eval());
        Generation generation = new Generation(spark, config);
        List<List<Rollout>> judged = new ArrayList<>();
        Progress progress = generation.draw("eval", problems, group -> {
            judged.add(group.rollouts().stream().map(Evaluation::light).toList());
            if (output != null) {
                generation.write(group, output);
            }
        });
        return new Result(EvaluationSummary.of(judged), progress.tokens(), progress.seconds());
    }

    /** What a summary needs of a rollout, so that all of them can be kept. */
    private static Rollout light(Rollout rollout) {
        return new Rollout(
                rollout.problemId(),
                rollout.index(),
                rollout.policyVersion(),
                rollout.level(),
                rollout.temperature(),
                rollout.tokens(),
                NONE,
                NONE,
                "",
                rollout.truncated(),
                rollout.verdict(),
                rollout.segmentEnds(),
                rollout.answerLogProbs());
    }

    /** What was found, and what it took. */
    public record Result(EvaluationSummary summary, long tokens, double seconds) {
        /** For the last line of the command. */
        public Map<String, Object> line() {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("problems", summary.problems());
            line.put("samples", summary.samples());
            line.put("pass@1", summary.passAt1());
            line.put("pass@1_low", summary.low());
            line.put("pass@1_high", summary.high());
            line.put("pass@k", summary.passAtK());
            line.put("maj@k", summary.majAtK());
            line.put("length_mean", summary.lengthMean());
            line.put("truncated_frac", summary.truncatedFrac());
            line.put("tokens", tokens);
            line.put("seconds", seconds);
            return line;
        }
    }
}

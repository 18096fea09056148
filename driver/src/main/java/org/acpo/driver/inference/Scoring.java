package org.acpo.driver.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.json.JsonLines;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.spark.DealtJob;
import org.acpo.executors.engine.Score;
import org.acpo.executors.rollout.RolloutSpec;
import org.acpo.executors.task.ScoreTask;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * {@code acpo score}: log-probabilities and entropies of given tokens, at temperature 1. {@code log_probs[t]} is log
 * p(ids[t] | ids[&lt;t]), {@code entropies[t]} that of the distribution that predicts ids[t], both in nats; null at 0.
 */
public final class Scoring {
    private static final long WAVE_TOKENS_PER_TASK = 1 << 16;
    private static final long WAVE_TOKENS = 1 << 24;

    private final List<Object> ids = new ArrayList<>();
    private final List<int[]> sequences = new ArrayList<>();
    private double logProbs;
    private double entropies;
    private long scored;

    private Scoring() {}

    /**
     * Scores a file.
     *
     * @return what to tell the caller of the command
     * @throws UserException when input, model or output cannot be used; then no output is left
     */
    public static Map<String, Object> run(SparkSession spark, TrainConfig config, String input, Target target) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        try (OutputFile output = OutputFile.create(target.path(), target.overwrite(), hadoop)) {
            Model model = Model.of(config.model(), hadoop);
            Scoring scoring = new Scoring();
            scoring.read(input, new Sequences(model.spec(), config.prompt(), model.tokenizer()), hadoop);
            return scoring.score(spark, config, model, output, target.path());
        }
    }

    private void read(String input, Sequences reader, Configuration hadoop) {
        new JsonLines(input, hadoop).read(line -> {
            Fields fields = new Fields(line);
            ids.add(fields.id());
            sequences.add(reader.whole(fields));
            return true;
        });
        if (sequences.isEmpty()) {
            throw new UserException("--input is " + input
                    + ", which holds no sequences; every line needs id and token_ids, or id, prompt and response");
        }
    }

    private Map<String, Object> score(
            SparkSession spark, TrainConfig config, Model model, OutputFile output, String path) {
        DealtJob job = new DealtJob(
                JavaSparkContext.fromSparkContext(spark.sparkContext()),
                config.rollout().tasks());
        ScoreTask task = new ScoreTask(model.replica(), RolloutSpec.Memory.of(config));
        Progress progress = new Progress("score", "sequences", sequences.size());
        int next = 0;
        for (List<int[]> wave : Waves.of(sequences, sequence -> sequence.length, waveTokens(job))) {
            for (Score score : job.run("score", wave, task).results()) {
                output.write(row(next++, score));
            }
            progress.add(
                    wave.size(),
                    wave.stream().mapToLong(sequence -> sequence.length).sum());
        }
        output.commit();
        return summary(path, progress);
    }

    /** Tokens of a wave: enough work for every task, not more results than the driver holds with ease. */
    static long waveTokens(DealtJob job) {
        return Math.min(WAVE_TOKENS, WAVE_TOKENS_PER_TASK * job.slots());
    }

    private Map<String, Object> row(int number, Score score) {
        for (int t = 1; t < score.logProbs().length; t++) {
            logProbs += score.logProbs()[t];
            entropies += score.entropies()[t];
            scored++;
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", ids.get(number));
        row.put("token_ids", sequences.get(number));
        row.put("log_probs", score.logProbs());
        row.put("entropies", score.entropies());
        return row;
    }

    private Map<String, Object> summary(String path, Progress progress) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("output", path);
        summary.put("sequences", sequences.size());
        summary.put("tokens", progress.tokens());
        summary.put("log_prob_mean", scored == 0 ? null : logProbs / scored);
        summary.put("entropy_mean", scored == 0 ? null : entropies / scored);
        summary.put("seconds", progress.seconds());
        return summary;
    }
}

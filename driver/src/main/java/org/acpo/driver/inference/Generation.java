package org.acpo.driver.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.source.FieldMapping;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.verify.Verifiers;
import org.acpo.driver.evaluate.Evaluator;
import org.acpo.driver.rollout.PromptCheck;
import org.acpo.driver.spark.DealtJob;
import org.acpo.driver.spark.Problems;
import org.acpo.executors.task.RolloutCounters;
import org.acpo.executors.tokenizer.PromptEncoder;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** {@code acpo generate}: responses to problems, drawn as {@code evaluation} says, judged where there is an answer. */
public final class Generation {
    private static final String COMMAND = "generate";
    private static final long WAVE_ROWS_PER_SLOT = 8;
    private static final long WAVE_TOKENS = 1 << 23;

    private final SparkSession spark;
    private final TrainConfig config;
    private final Model model;
    private final PromptEncoder prompts;

    public Generation(SparkSession spark, TrainConfig config) {
        this.spark = spark;
        this.config = config;
        this.model = Model.of(config.model(), spark.sessionState().newHadoopConf());
        this.prompts = new PromptEncoder(config.prompt(), model.tokenizer());
    }

    /**
     * Responses to the problems of {@code data.eval}, which need no answers.
     *
     * @return what to tell the caller of the command
     * @throws org.acpo.common.UserException when problems, model or output cannot be used; then no output is left
     */
    public static Map<String, Object> run(SparkSession spark, TrainConfig config, Target target) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        try (OutputFile output = OutputFile.create(target.path(), target.overwrite(), hadoop)) {
            FieldMapping mapping = FieldMapping.answersOptional(config.data().eval());
            List<Problem> problems = Problems.load(spark, config.data().eval(), mapping);
            Generation generation = new Generation(spark, config);
            Tally tally = new Tally();
            Progress progress = generation.draw(COMMAND, problems, group -> {
                tally.add(group);
                generation.write(group, null, output);
            });
            output.commit();
            return tally.summary(target.path(), problems.size(), progress);
        }
    }

    /**
     * The responses to one problem.
     *
     * @param problem its text, which the prompt template receives
     */
    public static List<String> answer(SparkSession spark, TrainConfig config, String problem) {
        Problem only = Problem.of("prompt", problem, Problem.NO_ANSWER);
        Generation generation = new Generation(spark, config);
        List<Rollout> rollouts = new ArrayList<>();
        generation.draw(COMMAND, List.of(only), group -> rollouts.addAll(group.rollouts()));
        return rollouts.stream().map(rollout -> rollout.response().text()).toList();
    }

    /**
     * Draws {@code evaluation.samples} responses to every problem; groups arrive in the problems' order.
     *
     * @param command names what is done to the user and in Spark's UI
     */
    public Progress draw(String command, List<Problem> problems, Consumer<RolloutGroup> sink) {
        new PromptCheck(config.prompt(), model.spec(), model.tokenizer()).check(problems);
        Verifiers.checkGold(
                Verifiers.of(config.verifier(), config.evaluation().maxNewTokens()),
                problems.stream().filter(Problem::hasAnswer).toList());
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        DealtJob job = new DealtJob(context, config.rollout().tasks());
        Evaluator evaluator = new Evaluator(job, RolloutCounters.of(context.sc()));
        Progress progress = new Progress(command, "problems", problems.size());
        int samples = config.evaluation().samples();
        for (List<Problem> wave : Waves.of(problems, problem -> samples, waveRows(job))) {
            List<RolloutGroup> groups =
                    evaluator.responses(command, Evaluator.spec(config, model.replica()), wave, config.evaluation());
            groups.forEach(sink);
            progress.add(
                    wave.size(),
                    groups.stream()
                            .flatMap(group -> group.rollouts().stream())
                            .mapToLong(Rollout::length)
                            .sum());
        }
        return progress;
    }

    /** Responses of a wave: enough to refill every slot several times, not more than the driver holds with ease. */
    private long waveRows(DealtJob job) {
        long rows = WAVE_ROWS_PER_SLOT * config.rollout().slots() * job.slots();
        return Math.min(rows, WAVE_TOKENS / config.evaluation().maxNewTokens());
    }

    /**
     * A line for each response.
     *
     * @param dataset to be named in it, or null
     */
    void write(RolloutGroup group, @Nullable String dataset, OutputFile output) {
        Problem problem = group.problem();
        String prompt = prompts.text(problem);
        for (Rollout rollout : group.rollouts()) {
            Map<String, Object> row = new LinkedHashMap<>();
            if (dataset != null) {
                row.put("dataset", dataset);
            }
            row.put("id", problem.id());
            row.put("sample", rollout.draw().index());
            row.put("prompt", prompt);
            row.put("response", rollout.response().text());
            row.put("token_ids", rollout.tokens());
            row.put("log_probs", rollout.response().logProbs());
            row.put("entropies", rollout.response().entropies());
            row.put("truncated", rollout.response().truncated());
            if (problem.hasAnswer()) {
                row.put("answer", problem.answer());
                row.put("correct", rollout.verdict().correct());
                row.put("extracted", rollout.verdict().extracted());
                row.put("reason", rollout.verdict().reason().name().toLowerCase(Locale.ROOT));
            }
            output.write(row);
        }
    }

    /** Counts for the last line of the command. */
    private static final class Tally {
        private long responses;
        private long judged;
        private long correct;

        void add(RolloutGroup group) {
            responses += group.rollouts().size();
            if (group.problem().hasAnswer()) {
                judged += group.rollouts().size();
                correct += group.rollouts().stream()
                        .filter(rollout -> rollout.verdict().correct())
                        .count();
            }
        }

        Map<String, Object> summary(String path, int problems, Progress progress) {
            Map<String, Object> summary = new LinkedHashMap<>();
            summary.put("output", path);
            summary.put("problems", problems);
            summary.put("responses", responses);
            if (judged > 0) {
                summary.put("correct", correct);
            }
            summary.put("tokens", progress.tokens());
            summary.put("seconds", progress.seconds());
            return summary;
        }
    }
}

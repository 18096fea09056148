package org.acpo.driver.lab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.MetricNames;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.spark.Sessions;
import org.acpo.driver.train.TrainingRun;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.tokenizer.Tokenizer;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Times whole training steps: the product as {@code acpo train} runs it, in a folder that is thrown away, on problems that
 * are sums of digits brought to the length of prompt that was asked for. A response has K steps of equal length: random weights
 * are as uncertain everywhere, and entropy would leave it whole.
 */
public final class StepBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Steps that warm up: the first reads weights and sizes the caches, some more go by until the JVM has compiled what a run uses. */
    private static final int WARM_UP = 10;

    private static final int SPARE = 4;
    private static final List<String> PHASES = List.of(
            MetricNames.TIME_GENERATE,
            MetricNames.TIME_VERIFY,
            MetricNames.TIME_ATTRIBUTE,
            MetricNames.TIME_REFERENCE,
            MetricNames.TIME_UPDATE,
            MetricNames.TIME_PUBLISH,
            MetricNames.TIME_ROLLOUTS);

    private final Timing timing;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private int stepsSeen;
    private CpuWindow window = new CpuWindow();

    private StepBench(Load load) {
        this.timing = new Timing(load);
    }

    /**
     * Runs steps and times those after the warm-up.
     *
     * @param settings overrides of {@code acpo train}'s keys
     * @param master Spark's, of this machine or of one that reaches its temporary folder; null for {@code local} with the
     *     load's threads
     */
    public static Map<String, Object> run(String model, Load load, List<String> settings, @Nullable String master) {
        if (load.group() < 2) {
            throw new UserException("--group is " + load.group()
                    + ", but a step needs at least 2 responses to a problem, or it has nothing to learn from");
        }
        ModelFolder folder = ModelFolder.readWithoutWeights(model, new Configuration());
        load.requireRoom(folder.spec().maxPositions());
        try {
            Path scratch = Files.createTempDirectory("acpo-bench");
            try {
                Path problems = scratch.resolve("problems.jsonl");
                Files.write(problems, problems(load, folder.tokenizer()), StandardCharsets.UTF_8);
                System.setProperty(
                        "spark.master",
                        master == null ? String.format(Locale.ROOT, "local[%d]", load.threads()) : master);
                return new StepBench(load).train(config(model, load, problems, settings), scratch, load);
            } finally {
                FileUtils.deleteDirectory(scratch.toFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a scratch folder for the steps", e);
        }
    }

    private static TrainConfig config(String model, Load load, Path problems, List<String> settings) {
        String path = TextNode.valueOf(problems.toString()).toString();
        List<String> overrides = new ArrayList<>(List.of(
                "model.path=" + TextNode.valueOf(model),
                "data.train.kind=jsonl",
                "data.train.path=" + path,
                "data.eval.kind=jsonl",
                "data.eval.path=" + path,
                "data.eval.limit=1",
                "prompt.template=" + TextNode.valueOf("{problem}"),
                "rollout.prompts_per_step=" + load.prompts(),
                "rollout.samples_per_prompt=" + load.group(),
                "rollout.max_new_tokens=" + load.newTokens(),
                "evaluation.max_new_tokens=1",
                "verifier.kind=custom",
                "verifier.class_name=" + HashVerifier.class.getName(),
                "update.minibatches=1",
                "update.threads=" + load.threads(),
                "segmentation.kind=fixed",
                "segmentation.fixed_length=1",
                "segmentation.max_segments=" + load.segments(),
                "curriculum.epochs=1",
                "curriculum.steps_per_epoch=" + (WARM_UP + SPARE * load.runs()),
                "checkpoint.every=" + Integer.MAX_VALUE));
        overrides.addAll(settings);
        return TrainConfig.load(null, overrides);
    }

    private Map<String, Object> train(TrainConfig config, Path scratch, Load load) {
        try (SparkSession spark = Sessions.open("acpo bench step")) {
            TrainingRun.start(spark, config, RunFolder.of(scratch.resolve("run").toString()), this::seen);
        } catch (Enough done) {
            return result(load, config);
        }
        return result(load, config);
    }

    /** Ends a run that has told enough: what is left of it, its report too, is no step. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void seen(Map<String, Object> row) {
        stepsSeen++;
        if (stepsSeen > WARM_UP) {
            timing.add(window.close());
            rows.add(row);
            if (timing.isDone()) {
                throw new Enough();
            }
        }
        window = new CpuWindow();
    }

    private Map<String, Object> result(Load load, TrainConfig config) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("bench", "step");
        result.put("model", config.model().path());
        result.put("master", System.getProperty("spark.master"));
        result.put("prompts", load.prompts());
        result.put("group", load.group());
        result.put("prompt_tokens", load.promptTokens());
        result.put("threads", load.threads());
        timing.describe(result);
        result.put("sec_per_step", result.get("sec"));
        result.put("rollouts_per_s", timing.perSecond(load.responses()));
        for (String phase : PHASES) {
            result.put(phase, MedianAndRange.of(values(phase)));
        }
        result.put(MetricNames.LENGTH_MEAN, MedianAndRange.of(values(MetricNames.LENGTH_MEAN)));
        result.put(MetricNames.SEGMENTS_MEAN, MedianAndRange.of(values(MetricNames.SEGMENTS_MEAN)));
        return result;
    }

    private double[] values(String metric) {
        return rows.stream()
                .map(row -> row.get(metric))
                .filter(Number.class::isInstance)
                .mapToDouble(value -> ((Number) value).doubleValue())
                .toArray();
    }

    /** Sums of two numbers, with a row of digits before them that brings each to P tokens. */
    private static List<String> problems(Load load, Tokenizer tokenizer) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 16 * load.prompts(); i++) {
            int a = 10 + i * 7 % 90;
            int b = 10 + i * 13 % 90;
            StringBuilder text = new StringBuilder(a + "+" + b + "=");
            for (int n = 0; tokenizer.encode(text.toString()).length < load.promptTokens(); n++) {
                text.insert(0, (i + n) % 9 + 1);
            }
            lines.add(JSON.writeValueAsString(
                    Map.of("id", "sum-" + i, "problem", text.toString(), "answer", Integer.toString(a + b))));
        }
        return lines;
    }
}

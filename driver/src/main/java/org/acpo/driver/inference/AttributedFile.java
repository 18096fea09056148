package org.acpo.driver.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.json.JsonLines;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.rollout.Attribution;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.verify.Verifiers;
import org.acpo.driver.spark.DealtJob;
import org.acpo.executors.rollout.GivenResponse;
import org.acpo.executors.rollout.RolloutSpec;
import org.acpo.executors.task.AttributeTask;
import org.acpo.executors.tokenizer.Tokenizer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** {@code acpo attribute}: the steps of given responses and what each adds to the prediction of the answer. */
public final class AttributedFile {
    private final TrainConfig config;
    private final Model model;
    private final Sequences reader;
    private final List<Map<String, Object>> heads = new ArrayList<>();
    private final List<GivenResponse> responses = new ArrayList<>();
    private long segments;

    private AttributedFile(TrainConfig config, Model model) {
        this.config = config;
        this.model = model;
        this.reader = new Sequences(model.spec(), config.prompt(), model.tokenizer());
    }

    /**
     * Attributes to the steps of the responses of a file.
     *
     * @return what to tell the caller of the command
     * @throws UserException when input, model or output cannot be used; then no output is left
     */
    public static Map<String, Object> run(SparkSession spark, TrainConfig config, String input, Target target) {
        if (!config.attribution().enabled()) {
            throw new UserException("attribution.enabled is false, but attribution is what this command is for; set it"
                    + " with --set attribution.enabled=true");
        }
        Configuration hadoop = spark.sessionState().newHadoopConf();
        try (OutputFile output = OutputFile.create(target.path(), target.overwrite(), hadoop)) {
            AttributedFile file = new AttributedFile(config, Model.of(config.model(), hadoop));
            file.read(input, hadoop);
            return file.attribute(spark, output, target.path());
        }
    }

    private void read(String input, Configuration hadoop) {
        new JsonLines(input, hadoop).read(line -> {
            add(new Fields(line));
            return true;
        });
        if (responses.isEmpty()) {
            throw new UserException("--input is " + input
                    + ", which holds no responses; every line needs id, prompt, response and answer");
        }
        Verifiers.checkGold(
                Verifiers.of(config.verifier(), config.rollout().maxNewTokens()),
                responses.stream().map(GivenResponse::problem).toList());
    }

    private void add(Fields fields) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("id", fields.id());
        if (fields.has("sample")) {
            head.put("sample", fields.line().fields().get("sample"));
        }
        int[] prompt = reader.prompt(fields);
        int[] response = reader.response(fields);
        if (response.length == 0) {
            throw fields.error("id '" + fields.id() + "': the response has no tokens");
        }
        reader.checkLength(fields, prompt.length + response.length);
        Problem problem = Problem.of(String.valueOf(fields.id()), fields.text("prompt"), answer(fields));
        int[] ends = fields.ints("segments");
        responses.add(new GivenResponse(
                problem,
                prompt,
                response,
                fields.flag("truncated"),
                (float) config.evaluation().temperature(),
                ends == null ? new int[0] : checked(fields, ends, response.length)));
        heads.add(head);
    }

    private String answer(Fields fields) {
        String answer = fields.textOrNumber("answer");
        if (answer.isBlank() || model.tokenizer().encode(answer).length == 0) {
            throw fields.error("id '" + fields.id() + "': field 'answer' is empty; attribution needs the answer");
        }
        return answer;
    }

    private static int[] checked(Fields fields, int[] ends, int length) {
        int before = 0;
        for (int end : ends) {
            if (end <= before) {
                throw fields.error("field 'segments' is " + Arrays.toString(ends)
                        + ", but end offsets must ascend and be above 0");
            }
            before = end;
        }
        if (before != length) {
            throw fields.error("field 'segments' is " + Arrays.toString(ends) + ", but the last end must be " + length
                    + ", the response's length in tokens");
        }
        return ends;
    }

    private Map<String, Object> attribute(SparkSession spark, OutputFile output, String path) {
        DealtJob job = new DealtJob(
                JavaSparkContext.fromSparkContext(spark.sparkContext()),
                config.rollout().tasks());
        AttributeTask task = new AttributeTask(RolloutSpec.training(config, model.replica()));
        Progress progress = new Progress("attribute", "responses", responses.size());
        int next = 0;
        for (List<GivenResponse> wave : Waves.of(responses, AttributedFile::length, Scoring.waveTokens(job))) {
            for (Rollout rollout : job.run("attribute", wave, task).results()) {
                output.write(row(next++, rollout));
            }
            progress.add(
                    wave.size(), wave.stream().mapToLong(AttributedFile::length).sum());
        }
        output.commit();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("output", path);
        summary.put("responses", responses.size());
        summary.put("segments", segments);
        summary.put("tokens", progress.tokens());
        summary.put("seconds", progress.seconds());
        return summary;
    }

    private static long length(GivenResponse response) {
        return response.promptTokens().length + response.tokens().length;
    }

    private Map<String, Object> row(int number, Rollout rollout) {
        int[] ends = rollout.stepEnds();
        segments += ends.length;
        Map<String, Object> row = new LinkedHashMap<>(heads.get(number));
        row.put("segments", ends);
        row.put("segment_texts", texts(rollout.tokens(), ends));
        rollout.steps().stream()
                .flatMap(step -> step.attributions().stream())
                .findFirst()
                .ifPresent(attribution -> {
                    row.put("estimator", attribution.estimator().name().toLowerCase(Locale.ROOT));
                    row.put("measure", attribution.measure().name().toLowerCase(Locale.ROOT));
                    if (attribution.measure() == Attribution.Measure.LOG_PROB) {
                        row.put("answer_log_probs", rollout.values());
                    }
                });
        row.put("step_values", rollout.values());
        row.put("attributions", rollout.deltas());
        row.put("correct", rollout.verdict().correct());
        row.put("extracted", rollout.verdict().extracted());
        return row;
    }

    private List<String> texts(int[] tokens, int[] ends) {
        Tokenizer tokenizer = model.tokenizer();
        List<String> texts = new ArrayList<>();
        int start = 0;
        for (int end : ends) {
            texts.add(tokenizer.decode(Arrays.copyOfRange(tokens, start, end)));
            start = end;
        }
        return texts;
    }
}

package org.acpo.driver.lab.credit;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.acpo.common.UserException;
import org.acpo.common.advantage.AttributedBatch;
import org.acpo.common.advantage.EstimatorBlend;
import org.acpo.common.attribution.AttributionConfig;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.rollout.Step;
import org.acpo.common.segment.SegmentationConfig;
import org.acpo.driver.evaluate.Evaluator;
import org.acpo.driver.inference.Generation;
import org.acpo.driver.inference.Model;
import org.acpo.driver.inference.OutputFile;
import org.acpo.driver.inference.Progress;
import org.acpo.driver.inference.Target;
import org.acpo.driver.spark.DealtJob;
import org.acpo.driver.spark.Problems;
import org.acpo.driver.train.FirstErrors;
import org.acpo.executors.replica.Devices;
import org.acpo.executors.rollout.GivenResponse;
import org.acpo.executors.rollout.RolloutSpec;
import org.acpo.executors.task.AttributeTask;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * {@code acpo credit}: draws rollouts once, then cuts and credits them in every way there is, and holds each against what is
 * known about the steps: the worked solution, and the change in success probability from one end of a step to the other.
 */
public final class CreditComparison {
    private static final int DERIVED = 2;

    private final TrainConfig config;
    private final Model model;
    private final JavaSparkContext context;
    private final DealtJob job;
    private final CreditMeasures measures;
    private final int truthSamples;
    private final List<RolloutGroup> groups = new ArrayList<>();
    private final List<GivenResponse> responses = new ArrayList<>();

    /** All rollouts as one configuration cuts them and attributes to their steps, in their groups, and what that computed. */
    private record Attributed(List<RolloutGroup> groups, long tokens) {
        /** Δ of each rollout. */
        List<double[]> deltas() {
            return groups.stream()
                    .flatMap(group -> group.rollouts().stream())
                    .map(Rollout::deltas)
                    .toList();
        }
    }

    private CreditComparison(SparkSession spark, TrainConfig config, int truthSamples) {
        this.config = config;
        this.truthSamples = truthSamples;
        this.model = Model.of(config.model(), spark.sessionState().newHadoopConf());
        this.measures = new CreditMeasures(config.advantage(), model.tokenizer());
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.job = new DealtJob(context, config.rollout().tasks());
    }

    /**
     * Compares on the problems of {@code data.eval}, sampled as {@code evaluation} says.
     *
     * @param truthSamples continuations from each step end that tell the success probability there
     * @param target gets a line for each row
     * @return the rows, without the numbers that are not defined
     * @throws UserException when problems, model or output cannot be used; then no output is left
     */
    public static List<Map<String, Object>> run(
            SparkSession spark, TrainConfig config, int truthSamples, Target target) {
        if (truthSamples < 1) {
            throw new UserException("--truth-samples is " + truthSamples + ", but it must be at least 1");
        }
        return run(spark, config, truthSamples, target, problems -> {}, CreditComparison::rows);
    }

    /**
     * Compares what kinds of credit make of the gradient of one batch of {@code rollout.prompts_per_step} problems, see {@link
     * CreditGradients}. Everything else is as in {@link #run}.
     */
    public static List<Map<String, Object>> gradients(SparkSession spark, TrainConfig config, Target target) {
        if (config.attribution().monteCarlo().enabled()) {
            throw new UserException("attribution.monte_carlo.samples is "
                    + config.attribution().monteCarlo().samples()
                    + ", but --gradients compares credit by probes; set it to 0");
        }
        return run(
                spark,
                config,
                1,
                target,
                problems -> CreditGradients.requireEnough(problems.size(), config),
                CreditComparison::gradientRows);
    }

    private static List<Map<String, Object>> run(
            SparkSession spark,
            TrainConfig config,
            int truthSamples,
            Target target,
            Consumer<List<Problem>> check,
            Function<CreditComparison, List<Map<String, Object>>> compared) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        try (OutputFile output = OutputFile.create(target.path(), target.overwrite(), hadoop)) {
            List<Problem> problems = Problems.load(spark, config.data().eval());
            check.accept(problems);
            for (Problem problem : problems) {
                if (problem.solution() == null) {
                    throw new UserException(
                            "problem " + problem.id() + " has no worked solution to hold its steps against;"
                                    + " give a field 'solution', or a generator in data.eval.generator");
                }
            }
            CreditComparison comparison = new CreditComparison(spark, config, truthSamples);
            new Generation(spark, config).draw("credit", problems, comparison::add);
            List<Map<String, Object>> rows = compared.apply(comparison);
            rows.forEach(output::write);
            output.commit();
            return rows;
        }
    }

    private void add(RolloutGroup group) {
        groups.add(group);
        for (Rollout rollout : group.rollouts()) {
            responses.add(new GivenResponse(
                    group.problem(),
                    group.promptTokens(),
                    rollout.tokens(),
                    rollout.response().truncated(),
                    rollout.temperature(),
                    new int[0]));
        }
    }

    private List<Map<String, Object>> rows() {
        Map<String, SegmentationConfig> segmentations = CreditVariants.segmentations(config.segmentation());
        Map<String, AttributionConfig> estimators = CreditVariants.estimators(config.attribution());
        Progress progress = new Progress("credit", "rows", segmentations.size() * (estimators.size() + DERIVED));
        List<Map<String, Object>> rows = new ArrayList<>();
        segmentations.forEach((name, segmentation) -> {
            Attributed sampled = attributed(
                    segmentation, CreditVariants.truth(config.attribution(), truthSamples), config.seed() + 1);
            List<double[]> truth = sampled.deltas();
            List<Attributed> found = new ArrayList<>();
            estimators.forEach((estimator, attribution) -> {
                Attributed attributed = attributed(segmentation, attribution, config.seed());
                found.add(attributed);
                rows.add(row(name, estimator, attributed.groups(), truth, attributed.tokens()));
                progress.add(1, attributed.tokens() + (found.size() == 1 ? sampled.tokens() : 0));
            });
            Attributed cheap = found.get(0);
            Attributed dear = found.get(found.size() - 1);
            rows.add(row(name, "gold, shrunk", shrunk(cheap.groups()), truth, cheap.tokens()));
            List<RolloutGroup> blend = EstimatorBlend.of(joined(cheap, dear), config.advantage(), reliability());
            rows.add(row(name, "blend", blend, truth, cheap.tokens() + dear.tokens()));
            progress.add(DERIVED, 0);
        });
        return rows;
    }

    private List<Map<String, Object>> gradientRows() {
        List<RolloutGroup> all = attributed(config.segmentation(), config.attribution(), config.seed())
                .groups();
        int size = config.rollout().promptsPerStep();
        List<List<RolloutGroup>> batches = IntStream.range(0, all.size() / size)
                .mapToObj(b -> all.subList(b * size, (b + 1) * size))
                .toList();
        Device device = Devices.of(context.getConf(), context.resources());
        try (CreditGradients gradients = new CreditGradients(
                config, context.hadoopConfiguration(), device, new FirstErrors(model.tokenizer()))) {
            long tokens = responses.stream()
                    .mapToLong(response -> response.tokens().length)
                    .sum();
            Progress progress = new Progress("gradients", "rows", gradients.rows());
            return gradients.compare(batches, () -> progress.add(1, tokens));
        }
    }

    private Attributed attributed(SegmentationConfig segmentation, AttributionConfig attribution, long seed) {
        RolloutSpec spec = Evaluator.spec(config, model.replica())
                .crediting(new RolloutSpec.Credit(segmentation, attribution), seed);
        DealtJob.Result<Rollout, Long> made = job.run("credit", responses, new AttributeTask(spec));
        Iterator<Rollout> next = made.results().iterator();
        List<RolloutGroup> attributed = groups.stream()
                .map(group -> group.map(rollout -> rollout.withSteps(next.next().steps())))
                .toList();
        return new Attributed(
                attributed, made.summaries().stream().mapToLong(Long::longValue).sum());
    }

    /** The rollouts with the attributions of both, the first's in front; they are cut alike. */
    private static List<RolloutGroup> joined(Attributed first, Attributed second) {
        Iterator<Rollout> next = second.groups().stream()
                .flatMap(group -> group.rollouts().stream())
                .iterator();
        return first.groups().stream()
                .map(group -> group.map(rollout -> {
                    double[] values = next.next().values();
                    return rollout.withSteps(
                            Step.attributed(rollout.steps(), Estimator.MONTE_CARLO, Measure.REWARD, values));
                }))
                .toList();
    }

    /** Every Δ times the reliability that the rollouts show in its bucket, as additive step credit has it. */
    private List<RolloutGroup> shrunk(List<RolloutGroup> groups) {
        Reliability reliability =
                reliability().update(AttributedBatch.observations(groups, config.advantage(), reliability()));
        return groups.stream()
                .map(group -> group.map(rollout -> {
                    double[] values = rollout.values();
                    double[] deltas = rollout.deltas();
                    for (int k = 0; k < deltas.length; k++) {
                        values[k + 1] = values[k] + reliability.rho(reliability.bucket(k, deltas.length)) * deltas[k];
                    }
                    List<Step> plain = rollout.steps().stream()
                            .map(step -> new Step(step.start(), step.end(), step.entropy(), List.of()))
                            .toList();
                    return rollout.withSteps(
                            Step.attributed(plain, Estimator.GOLD_PROBE, Measure.STANDARDIZED, values));
                }))
                .toList();
    }

    private Reliability reliability() {
        int buckets = config.attribution().reliability().buckets();
        return new Reliability(true, 0, new double[buckets], new int[buckets]);
    }

    private Map<String, Object> row(
            String segmentation, String estimator, List<RolloutGroup> groups, List<double[]> truth, long tokens) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("segmentation", segmentation);
        row.put("attribution", estimator);
        row.putAll(measures.of(groups, truth));
        row.put("tokens_per_response", (double) tokens / responses.size());
        row.values().removeIf(value -> value instanceof Double number && number.isNaN());
        return row;
    }

    /** The rows as Markdown. */
    public static String table(List<Map<String, Object>> rows) {
        List<String> names =
                rows.stream().flatMap(row -> row.keySet().stream()).distinct().toList();
        StringBuilder table = new StringBuilder();
        line(table, names);
        line(table, names.stream().map(name -> "---").toList());
        for (Map<String, Object> row : rows) {
            line(table, names.stream().map(name -> cell(row.get(name))).toList());
        }
        return table.toString();
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "–";
        }
        return value instanceof Double number ? String.format(Locale.ROOT, "%.3f", number) : String.valueOf(value);
    }

    private static void line(StringBuilder table, List<String> cells) {
        table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}

package org.acpo.driver.lab.bench;

import ai.djl.Device;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.acpo.common.Stopwatch;
import org.acpo.common.random.RolloutRandom;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.update.UpdateConfig.Kl.Estimator;
import org.acpo.common.update.UpdateConfig.Ratio;
import org.acpo.executors.attribution.CacheProber;
import org.acpo.executors.attribution.ProbeRequest;
import org.acpo.executors.attribution.Prober;
import org.acpo.executors.engine.GradientOptions;
import org.acpo.executors.engine.LossSpec;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.Threads;
import org.acpo.executors.engine.TrainGroup;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.sampling.SampleRequest;
import org.acpo.executors.sampling.Sampler;
import org.acpo.executors.sampling.SamplingOptions;
import org.acpo.executors.sampling.SamplingResult;
import org.apache.hadoop.conf.Configuration;

/** Times the parts of the policy engine by themselves, without Spark, but on task slots as Spark would use them. */
public final class Bench {
    private static final LossSpec LOSS = new LossSpec(LossSpec.Kind.POLICY, Ratio.TOKEN, 0.2, 0.28, 0.04, Estimator.K3);

    private final ModelFolder model;
    private final Load load;
    private final TrainConfig config;

    /**
     * @param model Hugging Face folder
     * @param settings overrides of {@code acpo train}'s keys: model.dtype, rollout.slots, update.tokens_per_pack, …
     */
    public Bench(String model, Load load, List<String> settings) {
        this.model = ModelFolder.read(model, new Configuration());
        this.load = load;
        load.requireRoom(this.model.spec().maxPositions());
        this.config = TrainConfig.load(null, settings);
    }

    /** Sampling; tokens per second are new tokens. */
    public Map<String, Object> generate() {
        List<SampleRequest> requests = workload().requests();
        int vocabulary = model.spec().vocabSize();
        long[] lengths = new long[3];
        Timing timing;
        try (Policy policy = policy();
                TaskSlots slots = new TaskSlots(load.threads(), requests.size())) {
            SamplingOptions options = options(vocabulary);
            timing = Timing.of(
                    load, () -> count(slots.run(requests, part -> Sampler.sample(policy, part, options)), lengths));
        }
        Map<String, Object> result = result("generate", timing);
        result.put("tokens_per_s", timing.perSecond(lengths[0]));
        result.put("rollouts_per_s", timing.perSecond(load.responses()));
        result.put("new_tokens", lengths[0]);
        result.put("length_min", lengths[1]);
        result.put("length_max", lengths[2]);
        return result;
    }

    /** Responses end at real stop tokens, so many of them that the mean length is about 0.4 N under SPREAD. */
    private SamplingOptions options(int vocabulary) {
        int stops = load.lengths() == Load.Lengths.EQUAL
                ? 0
                : Math.max(1, (int) Math.round(2.0 * vocabulary / load.newTokens()));
        int[] stopTokens = IntStream.range(vocabulary - stops, vocabulary).toArray();
        return new SamplingOptions(
                load.newTokens(),
                1,
                0,
                stopTokens,
                config.rollout().slots(),
                0,
                config.rollout().deterministic(),
                (problem, index, position) ->
                        RolloutRandom.of(config.seed(), 0, problem, index).uniform(position));
    }

    private static void count(List<SamplingResult> results, long[] lengths) {
        IntSummaryStatistics tokens = results.stream()
                .flatMap(result -> result.responses().stream())
                .mapToInt(response -> response.tokens().length)
                .summaryStatistics();
        lengths[0] = tokens.getSum();
        lengths[1] = tokens.getMin();
        lengths[2] = tokens.getMax();
    }

    /** Attribution of finished responses; tokens per second are those of prompts and responses, probes not counted. */
    public Map<String, Object> attribute() {
        List<ProbeRequest> requests = workload().probes();
        Timing timing;
        try (Policy policy = policy();
                TaskSlots slots = new TaskSlots(load.threads(), load.prompts())) {
            Prober prober = new Prober(
                    policy, config.update().tokensPerPack(), config.update().logitsMemoryMb());
            timing = Timing.of(load, () -> slots.run(byPrompt(requests), part -> prober.answerLogProbs(joined(part))));
        }
        long tokens = requests.stream()
                .mapToLong(r -> r.promptTokens().length + r.responseTokens().length)
                .sum();
        Map<String, Object> result = result("attribute", timing);
        result.put("tokens_per_s", timing.perSecond(tokens));
        result.put("rollouts_per_s", timing.perSecond(load.responses()));
        return result;
    }

    /**
     * Attribution of responses as sampling finishes them, on the keys and values that it left; sampling is not timed. A run takes as
     * long as the task slot that probes longest.
     */
    public Map<String, Object> attributeOnCache() {
        List<SampleRequest> requests = workload().requests();
        Timing timing;
        try (Policy policy = policy();
                TaskSlots slots = new TaskSlots(load.threads(), requests.size())) {
            timing = Timing.ofPart(
                    load,
                    () -> slots.run(requests, part -> probeSeconds(policy, part)).stream()
                            .mapToDouble(Double::doubleValue)
                            .max()
                            .orElseThrow());
        }
        Map<String, Object> result = result("attribute on cache", timing);
        result.put("rollouts_per_s", timing.perSecond(load.responses()));
        return result;
    }

    private double probeSeconds(Policy policy, List<SampleRequest> requests) {
        Workload workload = workload();
        CacheProber prober = new CacheProber(
                policy, config.update().tokensPerPack(), config.update().logitsMemoryMb());
        double[] seconds = new double[1];
        SamplingOptions options = options(model.spec().vocabSize());
        Sampler.sample(policy, requests, options, tokens -> {}, finished -> {
            Stopwatch watch = new Stopwatch();
            List<ProbeRequest> probes = IntStream.range(0, finished.responses().size())
                    .mapToObj(i -> workload.probes(
                            finished.request(i).promptTokens(),
                            finished.responses().get(i).tokens()))
                    .toList();
            prober.read(probes, finished, Score::logProbs);
            seconds[0] += watch.lap();
        });
        return seconds[0];
    }

    private List<List<ProbeRequest>> byPrompt(List<ProbeRequest> requests) {
        return IntStream.range(0, load.prompts())
                .mapToObj(p -> requests.subList(p * load.group(), (p + 1) * load.group()))
                .toList();
    }

    private static List<ProbeRequest> joined(List<List<ProbeRequest>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }

    /** One optimizer step; tokens per second count every response with its prompt, as padded trainers compute them. */
    public Map<String, Object> update() {
        List<TrainGroup> groups = workload().groups();
        Timing timing;
        try (PolicyTrainer trainer = trainer()) {
            timing = Timing.of(load, () -> trainer.step(groups, LOSS, 1e-6));
        }
        long response = groups.stream()
                .flatMap(group -> group.sequences().stream())
                .mapToLong(sequence -> sequence.tokens().length)
                .sum();
        Map<String, Object> result = result("update", timing);
        result.put("tokens_per_s", timing.perSecond(response + (double) load.responses() * load.promptTokens()));
        result.put("rollouts_per_s", timing.perSecond(load.responses()));
        result.put("sec_per_step", result.get("sec"));
        result.put("response_tokens", response);
        return result;
    }

    private Workload workload() {
        return new Workload(load, model);
    }

    private Policy policy() {
        Threads.limit(load.threads());
        return Policy.serve(model.spec(), model.weights(), config.model().dtype(), Device.cpu());
    }

    private PolicyTrainer trainer() {
        Threads.limit(load.threads());
        GradientOptions gradients = new GradientOptions(
                config.update().tokensPerPack(),
                config.update().logitsMemoryMb(),
                GradientOptions.workers(model.spec().parameterCount(), load.threads()),
                config.update().recompute());
        return PolicyTrainer.create(
                model.spec(), model.weights(), config.model().dtype(), Device.cpu(), config.optimizer(), gradients);
    }

    private Map<String, Object> result(String name, Timing timing) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("bench", name);
        result.put("model", model.path());
        result.put("parameters", model.spec().parameterCount());
        result.put("prompts", load.prompts());
        result.put("group", load.group());
        result.put("prompt_tokens", load.promptTokens());
        result.put("lengths", load.lengths().name().toLowerCase(Locale.ROOT));
        result.put("threads", load.threads());
        timing.describe(result);
        return result;
    }
}

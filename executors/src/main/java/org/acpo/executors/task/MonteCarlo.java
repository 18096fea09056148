package org.acpo.executors.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.acpo.common.attribution.AttributionConfig;
import org.acpo.common.attribution.Branches;
import org.acpo.common.problem.Problem;
import org.acpo.common.random.RolloutRandom;
import org.acpo.common.random.StableHash;
import org.acpo.common.verify.Verifier;
import org.acpo.common.verify.Verifiers;
import org.acpo.executors.replica.LoadedPolicy;
import org.acpo.executors.sampling.SampleRequest;
import org.acpo.executors.sampling.SampledResponse;
import org.acpo.executors.sampling.Sampler;
import org.acpo.executors.sampling.SamplingOptions;
import org.acpo.executors.sampling.SamplingResult;

/**
 * What responses are worth at their step ends (method.md section 3): V_k, the mean verified reward of continuations that the
 * policy samples behind y_≤b_k. V_K of a response, which is finished, is its own reward. All continuations of a partition are
 * one sampling call.
 *
 * <p>Responses that begin alike share a node, so V_0 is sampled once a problem. Random numbers are a pure function of seed,
 * policy version, problem, temperature, the node's tokens, sample and position: a task that runs again gives the same.
 */
final class MonteCarlo {
    /** Where continuations are sampled from: the first {@code length} tokens of a response. */
    private record Node(VerifiedResponse verified, int length) {
        /** Tells nodes apart; problems given from outside may share an id but not the answer. */
        String key() {
            return id() + ", answer " + problem().answer();
        }

        /** Goes into the random numbers and messages. */
        String id() {
            SampledResponse response = verified.response();
            long hash = StableHash.of(Arrays.toString(prefix()) + Arrays.toString(verified.promptTokens()));
            return problem().id() + ", continued after " + length + " tokens " + Long.toHexString(hash)
                    + " at temperature " + response.temperature();
        }

        int[] prefix() {
            return Arrays.copyOf(verified.response().tokens(), length);
        }

        Problem problem() {
            return verified.order().problem();
        }
    }

    private final RolloutSpec spec;
    private final AttributionConfig.MonteCarlo config;
    private final LoadedPolicy loaded;
    private final Verifier verifier;
    private long tokens;
    private long generatedTokens;

    MonteCarlo(RolloutSpec spec, AttributionConfig.MonteCarlo config, LoadedPolicy loaded) {
        this.spec = spec;
        this.config = config;
        this.loaded = loaded;
        this.verifier = Verifiers.of(spec.verifier(), spec.sampling().maxNewTokens());
    }

    /** Tokens that sampling computed so far, prompts and what stands before a continuation included. */
    long tokens() {
        return tokens;
    }

    /** Tokens of the continuations so far. */
    long generatedTokens() {
        return generatedTokens;
    }

    /**
     * V_0 … V_K of each response; none of one without steps.
     *
     * @param ends the responses' segment ends
     */
    List<double[]> values(List<VerifiedResponse> responses, List<int[]> ends) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        List<List<String>> sampled = new ArrayList<>();
        List<int[]> known = new ArrayList<>();
        for (int i = 0; i < responses.size(); i++) {
            int[] own = ends.get(i);
            int[] branches = Branches.chosen(responses.get(i).response().entropies(), own, config.maxBranches());
            List<String> keys = new ArrayList<>();
            for (int k :
                    IntStream.concat(IntStream.of(0), Arrays.stream(branches)).toArray()) {
                Node node = new Node(responses.get(i), k == 0 ? 0 : own[k - 1]);
                keys.add(node.key());
                nodes.putIfAbsent(node.key(), node);
            }
            sampled.add(keys);
            known.add(branches);
        }
        Map<String, Double> rewards = rewards(nodes);
        List<double[]> values = new ArrayList<>();
        for (int i = 0; i < responses.size(); i++) {
            double own = responses.get(i).verdict().reward();
            values.add(values(ends.get(i), known.get(i), sampled.get(i), rewards, own));
        }
        return values;
    }

    private static double[] values(
            int[] ends, int[] branches, List<String> sampled, Map<String, Double> rewards, double own) {
        if (ends.length == 0) {
            return new double[0];
        }
        int[] known = new int[branches.length + 2];
        System.arraycopy(branches, 0, known, 1, branches.length);
        known[known.length - 1] = ends.length;
        double[] values = new double[known.length];
        for (int i = 0; i < sampled.size(); i++) {
            values[i] = rewards.getOrDefault(sampled.get(i), 0.0);
        }
        values[values.length - 1] = own;
        return Branches.spread(ends, known, values);
    }

    /** The mean reward behind each node. */
    private Map<String, Double> rewards(Map<String, Node> nodes) {
        List<SampleRequest> requests = new ArrayList<>();
        int[] samples = IntStream.range(0, config.samples()).toArray();
        nodes.values()
                .forEach(node -> requests.add(new SampleRequest(
                        node.id(),
                        joined(node.verified().promptTokens(), node.prefix()),
                        samples,
                        node.verified().response().temperature())));
        SamplingResult result = Sampler.sample(loaded.policy(), requests, options());
        tokens += result.prefillTokens() + result.decodeTokens();
        generatedTokens += result.decodeTokens();
        Map<String, Double> rewards = new LinkedHashMap<>();
        int next = 0;
        for (Map.Entry<String, Node> node : nodes.entrySet()) {
            double sum = 0;
            for (int s = 0; s < samples.length; s++) {
                sum += reward(node.getValue(), result.responses().get(next++));
            }
            rewards.put(node.getKey(), sum / samples.length);
        }
        return rewards;
    }

    /** Of the response that a continuation completes, cut where its own limit would have ended it. */
    private double reward(Node node, SampledResponse continuation) {
        int limit = Math.max(
                spec.sampling().maxNewTokens(), node.verified().response().tokens().length);
        int[] whole = joined(node.prefix(), continuation.tokens());
        boolean truncated = continuation.truncated() || whole.length > limit;
        int[] kept = Arrays.copyOf(whole, Math.min(whole.length, limit));
        String text = loaded.tokenizer().decode(kept, true);
        return verifier.verify(node.problem(), text, kept.length, truncated).reward();
    }

    private SamplingOptions options() {
        RolloutSpec.Sampling sampling = spec.sampling();
        return new SamplingOptions(
                sampling.maxNewTokens(),
                sampling.topP(),
                sampling.topK(),
                StopTokens.of(loaded.policy().spec(), loaded.tokenizer(), sampling.stop()),
                sampling.slots(),
                -1,
                sampling.deterministic(),
                (node, sample, position) -> RolloutRandom.of(spec.seed(), spec.randomVersion(), node, sample)
                        .uniform(position));
    }

    private static int[] joined(int[] first, int[] second) {
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}

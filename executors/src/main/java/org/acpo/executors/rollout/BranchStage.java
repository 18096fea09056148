package org.acpo.executors.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.acpo.common.attribution.AttributionConfig;
import org.acpo.common.attribution.Branches;
import org.acpo.common.random.StableHash;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.Step;
import org.acpo.executors.replica.LoadedPolicy;
import org.acpo.executors.sampling.SampleRequest;
import org.acpo.executors.sampling.SampledResponse;
import org.acpo.executors.sampling.Sampler;
import org.acpo.executors.sampling.SamplingResult;
import org.jspecify.annotations.Nullable;

/**
 * Attributes by Monte Carlo (method.md section 3): V_k is the mean verified reward of continuations that the policy samples behind
 * y_≤b_k. V_K of a response, which is finished, is its own reward. All continuations of a partition are one sampling call.
 *
 * <p>Responses that begin alike share a node, so V_0 is sampled once a problem. Random numbers are a pure function of seed,
 * policy version, problem, temperature, the node's tokens, sample and position: a task that runs again gives the same.
 */
final class BranchStage {
    /** Where continuations are sampled from: the first {@code length} tokens of a response. */
    private record Node(RolloutDraft draft, int length) {
        /** Tells nodes apart; problems given from outside may share an id but not the answer. */
        String key() {
            return id() + ", answer " + draft.problem().answer();
        }

        /** Goes into the random numbers and messages. */
        String id() {
            long hash = StableHash.of(Arrays.toString(prefix()) + Arrays.toString(draft.promptTokens()));
            return draft.problem().id() + ", continued after " + length + " tokens " + Long.toHexString(hash)
                    + " at temperature " + draft.rollout().temperature();
        }

        int[] prefix() {
            return Arrays.copyOf(draft.tokens(), length);
        }
    }

    /**
     * The boundaries of a response whose values are known: before the first step, at the nodes, and behind the last.
     *
     * @param nodes keys of the nodes, that before the first step included
     */
    private record Known(int[] boundaries, List<String> nodes) {}

    private final RolloutSpec spec;
    private final LoadedPolicy loaded;
    private final JudgeStage judge;
    private final AttributionConfig.@Nullable MonteCarlo config;
    private long computedTokens;
    private long generatedTokens;

    BranchStage(RolloutSpec spec, LoadedPolicy loaded, JudgeStage judge) {
        this.spec = spec;
        this.loaded = loaded;
        this.judge = judge;
        this.config = config(spec.credit());
    }

    private static AttributionConfig.@Nullable MonteCarlo config(RolloutSpec.@Nullable Credit credit) {
        if (credit == null
                || !credit.attribution().enabled()
                || !credit.attribution().monteCarlo().enabled()) {
            return null;
        }
        return credit.attribution().monteCarlo();
    }

    /** Tokens that sampling computed so far, prompts and what stands before a continuation included. */
    long computedTokens() {
        return computedTokens;
    }

    /** Tokens of the continuations so far. */
    long generatedTokens() {
        return generatedTokens;
    }

    /** The rollouts with what continuations say of their steps, behind what is attributed already; unchanged when off. */
    List<Rollout> branch(List<RolloutDraft> drafts) {
        if (config == null) {
            return drafts.stream().map(RolloutDraft::rollout).toList();
        }
        Map<String, Node> nodes = new LinkedHashMap<>();
        List<Known> known = new ArrayList<>();
        drafts.forEach(draft -> known.add(known(draft, config.maxBranches(), nodes)));
        Map<String, Double> rewards = rewards(nodes, config.samples());
        List<Rollout> rollouts = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            Rollout rollout = drafts.get(i).rollout();
            double[] values = values(rollout, known.get(i), rewards);
            rollouts.add(
                    rollout.withSteps(Step.attributed(rollout.steps(), Estimator.MONTE_CARLO, Measure.REWARD, values)));
        }
        return rollouts;
    }

    private static Known known(RolloutDraft draft, int most, Map<String, Node> nodes) {
        int[] ends = draft.rollout().stepEnds();
        int[] branches = Branches.chosen(draft.rollout().response().entropies(), ends, most);
        List<String> keys = new ArrayList<>();
        for (int k : IntStream.concat(IntStream.of(0), Arrays.stream(branches)).toArray()) {
            Node node = new Node(draft, k == 0 ? 0 : ends[k - 1]);
            keys.add(node.key());
            nodes.putIfAbsent(node.key(), node);
        }
        int[] boundaries = new int[branches.length + 2];
        System.arraycopy(branches, 0, boundaries, 1, branches.length);
        boundaries[boundaries.length - 1] = ends.length;
        return new Known(boundaries, keys);
    }

    /** V_0 … V_K; none of a response without steps. */
    private static double[] values(Rollout rollout, Known known, Map<String, Double> rewards) {
        if (rollout.steps().isEmpty()) {
            return new double[0];
        }
        double[] values = new double[known.boundaries().length];
        for (int i = 0; i < known.nodes().size(); i++) {
            values[i] = rewards.getOrDefault(known.nodes().get(i), 0.0);
        }
        values[values.length - 1] = rollout.verdict().reward();
        return Branches.spread(rollout.stepEnds(), known.boundaries(), values);
    }

    /** The mean reward behind each node. */
    private Map<String, Double> rewards(Map<String, Node> nodes, int count) {
        int[] samples = IntStream.range(0, count).toArray();
        List<SampleRequest> requests = nodes.values().stream()
                .map(node -> new SampleRequest(
                        node.id(),
                        joined(node.draft().promptTokens(), node.prefix()),
                        samples,
                        node.draft().rollout().temperature()))
                .toList();
        SamplingResult result = Sampler.sample(loaded.policy(), requests, spec.options(loaded, -1));
        computedTokens += result.prefillTokens() + result.decodeTokens();
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
        int limit =
                Math.max(spec.sampling().maxNewTokens(), node.draft().rollout().length());
        int[] whole = joined(node.prefix(), continuation.tokens());
        boolean truncated = continuation.truncated() || whole.length > limit;
        return judge.reward(node.draft().problem(), Arrays.copyOf(whole, Math.min(whole.length, limit)), truncated);
    }

    private static int[] joined(int[] first, int[] second) {
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}

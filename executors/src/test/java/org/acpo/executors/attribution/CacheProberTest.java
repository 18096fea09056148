package org.acpo.executors.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.acpo.common.random.RolloutRandom;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.SmallModels;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.Score;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelSpec.Architecture;
import org.acpo.executors.sampling.CachedResponses;
import org.acpo.executors.sampling.SampleRequest;
import org.acpo.executors.sampling.SampledResponse;
import org.acpo.executors.sampling.Sampler;
import org.acpo.executors.sampling.SamplingOptions;
import org.acpo.executors.sampling.SamplingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes on the sampler's cache, held against {@link Prober}, which {@link ProberTest} holds against the definition. */
class CacheProberTest {
    private static final int LOGITS_MB = 16;
    private static final int MAX_NEW_TOKENS = 40;
    private static final int[] STOP = {7, 21};
    private static final int[] PROBE = {7, 8, 9};

    /** Prompts of 1 to 12 tokens, four rollouts each, at three temperatures. */
    private static List<SampleRequest> requests() {
        float[] temperatures = {1, 1.3f, 0};
        return IntStream.range(0, 7)
                .mapToObj(i -> new SampleRequest(
                        "p" + i,
                        new Random(i).ints(1 + 5 * i % 12, 0, SmallModels.VOCAB).toArray(),
                        new int[] {0, 1, 2, 3},
                        temperatures[i % 3]))
                .toList();
    }

    private static SamplingOptions options(int slots, boolean deterministic) {
        return new SamplingOptions(
                MAX_NEW_TOKENS,
                1,
                0,
                STOP,
                slots,
                -1,
                deterministic,
                (problem, rollout, position) ->
                        RolloutRandom.of(3, 0, problem, rollout).uniform(position));
    }

    /** Ends from 0 to the last token, not in order; a second target for some. */
    private static ProbeRequest request(SampleRequest asked, SampledResponse response, int[] probe) {
        int length = response.tokens().length;
        int[] ends = {length / 2, 0, length / 3, length};
        int[][] both = {{11, 12}, {13, 14, 15}};
        int[][] targets = response.rolloutIndex() < 3 ? both : new int[][] {{16}};
        return new ProbeRequest(asked.promptTokens(), response.tokens(), ends, probe, targets, asked.temperature());
    }

    private static Policy policy(Architecture architecture) {
        ModelSpec spec = SmallModels.spec(architecture);
        return Policy.load(spec, SmallModels.weights(spec), Dtype.FLOAT32, Device.cpu());
    }

    /** Places and values that sampling gave, and the same requests to {@link Prober} afterwards. */
    private static void assertEqualToProber(Policy policy, SamplingOptions options, int[] probe, int tokensPerPack) {
        CacheProber cached = new CacheProber(policy, tokensPerPack, LOGITS_MB);
        Map<Integer, double[][]> values = new HashMap<>();
        SamplingResult sampled = Sampler.sample(policy, requests(), options, tokens -> {}, finished -> {
            List<ProbeRequest> asked = new ArrayList<>();
            for (int i = 0; i < finished.responses().size(); i++) {
                asked.add(request(finished.request(i), finished.responses().get(i), probe));
            }
            List<double[][]> answers = cached.read(asked, finished, Score::logProbs);
            for (int i = 0; i < answers.size(); i++) {
                assertThat(values.put(finished.place(i), answers.get(i))).isNull();
            }
        });
        List<SampledResponse> responses = sampled.responses();
        List<ProbeRequest> all = IntStream.range(0, responses.size())
                .mapToObj(i -> request(requests().get(i / 4), responses.get(i), probe))
                .toList();
        List<double[][]> expected = new Prober(policy, 4096, LOGITS_MB).answerLogProbs(all);
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(values.get(i)).hasDimensions(expected.get(i).length, 5);
            for (int target = 0; target < expected.get(i).length; target++) {
                assertThat(values.get(i)[target]).containsExactly(expected.get(i)[target], offset(5e-5));
            }
        }
        assertThat(responses).extracting(SampledResponse::truncated).contains(true, false);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void equalsProbingAfterwards(Architecture architecture) {
        try (Policy policy = policy(architecture)) {
            assertEqualToProber(policy, options(64, false), PROBE, 4096);
        }
    }

    /** Slots are moved, refilled and, in deterministic mode, each request's own. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 28})
    void equalsWithFewSlots(int slots) {
        try (Policy policy = policy(Architecture.QWEN2)) {
            assertEqualToProber(policy, options(slots, false), PROBE, 4096);
            assertEqualToProber(policy, options(slots, true), PROBE, 4096);
        }
    }

    /** Budgets that cut what finishes together into several passes, down to one response each. */
    @ParameterizedTest
    @ValueSource(ints = {100, 1})
    void equalsInSmallPasses(int tokensPerPack) {
        try (Policy policy = policy(Architecture.QWEN2)) {
            assertEqualToProber(policy, options(64, false), PROBE, tokensPerPack);
        }
    }

    /** So long that the probes behind one response are computed in several parts: of two prefixes each, then of one. */
    @ParameterizedTest
    @ValueSource(ints = {20, 60})
    void equalsWithLongProbes(int length) {
        int[] probe = IntStream.range(0, length).map(i -> 3 + i % 11).toArray();
        try (Policy policy = policy(Architecture.QWEN2)) {
            assertEqualToProber(policy, options(64, false), probe, 4096);
        }
    }

    @Test
    void equalsWithoutAProbe() {
        try (Policy policy = policy(Architecture.QWEN3)) {
            assertEqualToProber(policy, options(5, false), new int[0], 4096);
        }
    }

    @Test
    void aRequestWithoutTargetsHasNoValues() {
        try (Policy policy = policy(Architecture.QWEN2)) {
            CacheProber cached = new CacheProber(policy, 4096, LOGITS_MB);
            Sampler.sample(policy, requests(), options(64, false), tokens -> {}, (CachedResponses finished) -> {
                List<ProbeRequest> none = IntStream.range(
                                0, finished.responses().size())
                        .mapToObj(i -> new ProbeRequest(
                                finished.request(i).promptTokens(),
                                finished.responses().get(i).tokens(),
                                new int[] {1},
                                PROBE,
                                new int[0][],
                                1))
                        .toList();
                assertThat(cached.read(none, finished, Score::logProbs))
                        .allSatisfy(values -> assertThat(values).isEmpty());
            });
        }
    }
}

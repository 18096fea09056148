package org.acpo.executors.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.acpo.common.UserException;
import org.acpo.common.random.RolloutRandom;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.SmallModels;
import org.acpo.executors.engine.NanoFixture;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.engine.Scorer;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelSpec.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
    private static final Uniforms UNIFORMS = (problem, rollout, position) ->
            RolloutRandom.of(17, 0, problem, rollout).uniform(position);
    private static final int PROBE = 4;

    private static SamplingOptions options(int maxNewTokens, int slots, int... stop) {
        return new SamplingOptions(maxNewTokens, 1, 0, stop, slots, PROBE, false, UNIFORMS);
    }

    private static SamplingOptions deterministic(int maxNewTokens, int slots, int... stop) {
        return new SamplingOptions(maxNewTokens, 1, 0, stop, slots, PROBE, true, UNIFORMS);
    }

    /** Prompts of 1 to 12 tokens, 3 to 6 rollouts each, at two temperatures. */
    private static List<SampleRequest> requests(int count) {
        List<SampleRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] prompt =
                    new Random(i).ints(1 + 5 * i % 12, 0, SmallModels.VOCAB).toArray();
            int[] rollouts = IntStream.range(0, 3 + i % 4).toArray();
            requests.add(new SampleRequest("p" + i, prompt, rollouts, i % 2 == 0 ? 1 : 1.3f));
        }
        return requests;
    }

    private static Policy policy(Architecture architecture) {
        ModelSpec spec = SmallModels.spec(architecture);
        return Policy.load(spec, SmallModels.weights(spec), Dtype.FLOAT32, Device.cpu());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void greedyGivesTheContinuationsOfTransformers(int slots) {
        JsonNode sequences = NanoFixture.EXPECTED.get("sequences");
        List<SampleRequest> requests = new ArrayList<>();
        for (JsonNode sequence : sequences) {
            requests.add(new SampleRequest("s", NanoFixture.ints(sequence), new int[] {0}, 0));
        }
        try (Policy policy = NanoFixture.policy(Dtype.FLOAT32)) {
            SamplingResult result = Sampler.sample(policy, requests, options(16, slots));
            for (int i = 0; i < requests.size(); i++) {
                int[] expected = NanoFixture.ints(
                        NanoFixture.EXPECTED.get("greedy_left_padded_16").get(i));
                assertThat(result.responses().get(i).tokens()).isEqualTo(expected);
            }
            int prompts =
                    requests.stream().mapToInt(r -> r.promptTokens().length - 1).sum();
            assertThat(result.prefillTokens()).isEqualTo(prompts);
            assertThat(result.decodeTokens()).isEqualTo(4 * 16);
        }
    }

    /** What sampling records is what teacher forcing gives for the tokens that were drawn. */
    @ParameterizedTest
    @EnumSource(Architecture.class)
    void recordedNumbersAreThoseOfScoring(Architecture architecture) {
        List<SampleRequest> requests = requests(6);
        try (Policy policy = policy(architecture)) {
            List<SampledResponse> responses =
                    Sampler.sample(policy, requests, options(40, 5, 7)).responses();
            int next = 0;
            for (SampleRequest request : requests) {
                for (int rollout : request.rolloutIndices()) {
                    SampledResponse response = responses.get(next++);
                    assertThat(response.problemId()).isEqualTo(request.problemId());
                    assertThat(response.rolloutIndex()).isEqualTo(rollout);
                    assertScored(policy, request, response);
                }
            }
            assertThat(responses).hasSize(next);
        }
    }

    private static void assertScored(Policy policy, SampleRequest request, SampledResponse response) {
        Scorer scorer = new Scorer(policy, 4096, 16);
        int[] tokens = response.tokens();
        ScoreGroup group = new ScoreGroup(request.promptTokens(), List.of(tokens), new float[] {request.temperature()});
        Score score = scorer.groups(List.of(group)).get(0).get(0);
        assertThat(response.logProbs()).containsExactly(score.logProbs(), offset(1e-4f));
        assertThat(response.entropies()).containsExactly(score.entropies(), offset(1e-4f));
        for (int t = 0; t < tokens.length; t += 7) {
            int[] other = Arrays.copyOf(tokens, t + 1);
            other[t] = PROBE;
            ScoreGroup probe = new ScoreGroup(request.promptTokens(), List.of(other), new float[] {1});
            float expected = scorer.groups(List.of(probe)).get(0).get(0).logProbs()[t];
            assertThat(response.probeLogProbs()[t]).isCloseTo(expected, within(1e-4f));
        }
    }

    @Test
    void stopTokensEndAResponseAndBelongToIt() {
        try (Policy policy = policy(Architecture.QWEN2)) {
            List<SampledResponse> free =
                    Sampler.sample(policy, requests(5), options(40, 64)).responses();
            List<SampledResponse> stopped =
                    Sampler.sample(policy, requests(5), options(40, 64, 7, 21)).responses();
            int ended = 0;
            for (int i = 0; i < free.size(); i++) {
                int[] tokens = free.get(i).tokens();
                int first = IntStream.range(0, 40)
                        .filter(t -> tokens[t] == 7 || tokens[t] == 21)
                        .findFirst()
                        .orElse(-1);
                int[] expected = first < 0 ? tokens : Arrays.copyOf(tokens, first + 1);
                assertThat(stopped.get(i).tokens()).isEqualTo(expected);
                assertThat(stopped.get(i).truncated()).isEqualTo(first < 0);
                assertThat(free.get(i).truncated()).isTrue();
                ended += first < 0 ? 0 : 1;
            }
            assertThat(ended).isBetween(1, free.size() - 1);
        }
    }

    /** Slots that are refilled, moved and grown again and again give the tokens of one slot a response. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void fewSlotsGiveTheTokensOfMany(int slots) {
        try (Policy policy = policy(Architecture.LLAMA)) {
            List<SampleRequest> requests = requests(8);
            List<int[]> many = tokens(Sampler.sample(policy, requests, options(100, 64, 7)));
            List<int[]> few = tokens(Sampler.sample(policy, requests, options(100, slots, 7)));
            assertThat(few).containsExactlyElementsOf(many);
            assertThat(many).anySatisfy(t -> assertThat(t.length).isGreaterThan(64));
        }
    }

    private static List<int[]> tokens(SamplingResult result) {
        return result.responses().stream().map(SampledResponse::tokens).toList();
    }

    @Test
    void deterministicGroupsAreTheSameToTheLastBitInAnyCompany() {
        try (Policy policy = policy(Architecture.QWEN3)) {
            List<SampleRequest> requests = requests(7);
            List<SampledResponse> together =
                    Sampler.sample(policy, requests, deterministic(30, 64, 7)).responses();
            List<SampleRequest> reversed = new ArrayList<>(requests);
            Collections.reverse(reversed);
            List<SampledResponse> parts = new ArrayList<>();
            parts.addAll(Sampler.sample(policy, reversed.subList(0, 2), deterministic(30, 3, 7))
                    .responses());
            parts.addAll(Sampler.sample(policy, reversed.subList(2, 7), deterministic(30, 1, 7))
                    .responses());
            for (SampledResponse expected : together) {
                SampledResponse actual = parts.stream()
                        .filter(r -> r.problemId().equals(expected.problemId())
                                && r.rolloutIndex() == expected.rolloutIndex())
                        .findFirst()
                        .orElseThrow();
                assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
            }
            assertThat(parts).hasSameSizeAs(together);
        }
    }

    @Test
    void responsesEndWhereTheContextDoes() {
        try (Policy policy = policy(Architecture.QWEN2)) {
            int context = policy.spec().maxPositions();
            int[] prompt = new Random(1).ints(context - 5, 0, SmallModels.VOCAB).toArray();
            SampledResponse response = Sampler.sample(
                            policy, List.of(new SampleRequest("long", prompt, new int[] {0}, 1)), options(100, 4))
                    .responses()
                    .get(0);
            assertThat(response.tokens()).hasSize(5);
            assertThat(response.truncated()).isTrue();
        }
    }

    @Test
    void promptsThatFillTheContextAreRefused() {
        try (Policy policy = policy(Architecture.QWEN2)) {
            List<SampleRequest> requests = List.of(new SampleRequest("q-17", new int[128], new int[] {0}, 1));
            assertThatThrownBy(() -> Sampler.sample(policy, requests, options(5, 4)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContainingAll("problem q-17", "128 tokens", "context of 128");
        }
    }

    @Test
    void progressCountsEveryToken() {
        try (Policy policy = policy(Architecture.QWEN2)) {
            for (boolean deterministic : new boolean[] {false, true}) {
                SamplingOptions options = deterministic ? deterministic(20, 4) : options(20, 4);
                AtomicLong last = new AtomicLong();
                SamplingResult result = Sampler.sample(policy, requests(3), options, tokens -> {
                    assertThat(tokens).isGreaterThan(last.get());
                    last.set(tokens);
                });
                // 3 + 4 + 5 rollouts of 20 tokens
                assertThat(last.get()).isEqualTo(240).isEqualTo(result.decodeTokens());
            }
        }
    }
}

package org.acpo.executors.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.ReferenceDecoder;
import org.acpo.executors.SmallModels;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.Scorer;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelSpec.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProberTest {
    private static final int LOGITS_MB = 16;
    private static final int[] PROBE = {7, 8, 9};
    private static final int[][] TARGETS = {{11, 12}, {13, 14, 15}, {16}};

    private static int[] random(int seed, int length) {
        return new Random(seed).ints(length, 0, SmallModels.VOCAB).toArray();
    }

    /** Three responses to one prompt, two to another: with no segment, several, and repeated and decreasing ends. */
    private static List<ProbeRequest> requests(int[] probe, int[][] targets) {
        int[] x = random(1, 6);
        int[] z = random(2, 3);
        return List.of(
                new ProbeRequest(x, random(3, 20), new int[] {5, 13, 20}, probe, targets, 1),
                new ProbeRequest(x, random(4, 9), new int[] {2, 9}, probe, targets, 1.2f),
                new ProbeRequest(x, new int[0], new int[0], probe, targets, 1),
                new ProbeRequest(z, random(5, 14), new int[] {4, 4, 14, 10}, probe, targets, 0.8f),
                new ProbeRequest(z, random(6, 4), new int[] {0, 4}, probe, targets, 0));
    }

    private static int[] joined(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
    }

    private interface LogProbs {
        /** log p(tokens[t] | tokens[&lt; t]) at index t. */
        double[] of(int[] tokens, float temperature);
    }

    /** ℓ_k straight from its definition: one sequence a prefix and target, evaluated on its own. */
    private static double[][] separately(ProbeRequest request, LogProbs model) {
        double[][] result = new double[request.targets().length][request.segments() + 1];
        float temperature = request.temperature() == 0 ? 1 : request.temperature();
        for (int i = 0; i < result.length; i++) {
            int[] target = request.targets()[i];
            for (int k = 0; k < result[i].length; k++) {
                int[] prefix = Arrays.copyOf(request.responseTokens(), request.prefixEnd(k));
                int[] all = joined(request.promptTokens(), prefix, request.probeTokens(), target);
                double[] logProbs = model.of(all, temperature);
                result[i][k] = Arrays.stream(logProbs, all.length - target.length, all.length)
                        .average()
                        .orElseThrow();
            }
        }
        return result;
    }

    private static void assertClose(List<double[][]> actual, List<double[][]> expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int r = 0; r < actual.size(); r++) {
            assertThat(actual.get(r).length).isEqualTo(expected.get(r).length);
            for (int i = 0; i < actual.get(r).length; i++) {
                assertThat(actual.get(r)[i]).containsExactly(expected.get(r)[i], offset(tolerance));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void onePassEqualsTheDefinitionInDoublePrecision(Architecture architecture) {
        ModelSpec spec = SmallModels.spec(architecture);
        Map<String, HostTensor> weights = SmallModels.weights(spec);
        ReferenceDecoder reference = new ReferenceDecoder(spec, weights);
        LogProbs model = (tokens, temperature) -> {
            double[][] logits = reference.logits(tokens);
            return IntStream.range(0, tokens.length)
                    .mapToDouble(t -> t == 0 ? 0 : ReferenceDecoder.logSoftmax(logits[t - 1], temperature)[tokens[t]])
                    .toArray();
        };
        List<ProbeRequest> requests = requests(PROBE, TARGETS);
        List<double[][]> expected =
                requests.stream().map(r -> separately(r, model)).toList();
        try (Policy policy = Policy.load(spec, weights, Dtype.FLOAT32, Device.cpu())) {
            assertClose(new Prober(policy, 4096, LOGITS_MB).answerLogProbs(requests), expected, 1e-4);
        }
    }

    /** At temperature 1 whatever the responses were drawn at. */
    @Test
    void entropiesAreThoseOfTheDistributionsThatPredictTheAnswer() {
        ModelSpec spec = SmallModels.spec(Architecture.QWEN2);
        Map<String, HostTensor> weights = SmallModels.weights(spec);
        ReferenceDecoder reference = new ReferenceDecoder(spec, weights);
        LogProbs entropies = (tokens, temperature) -> {
            double[][] logits = reference.logits(tokens);
            return IntStream.range(0, tokens.length)
                    .mapToDouble(t -> t == 0 ? 0 : entropy(ReferenceDecoder.logSoftmax(logits[t - 1], 1)))
                    .toArray();
        };
        List<ProbeRequest> requests = requests(PROBE, TARGETS);
        List<double[][]> expected =
                requests.stream().map(r -> separately(r, entropies)).toList();
        try (Policy policy = Policy.load(spec, weights, Dtype.FLOAT32, Device.cpu())) {
            assertClose(new Prober(policy, 4096, LOGITS_MB).read(requests, Score::entropies), expected, 1e-4);
        }
    }

    private static double entropy(double[] logProbs) {
        return -Arrays.stream(logProbs).map(logP -> Math.exp(logP) * logP).sum();
    }

    /** Budgets that put all into one pass, cut groups apart, and leave every response alone. */
    @ParameterizedTest
    @ValueSource(ints = {4096, 120, 1})
    void onePassEqualsSeparatePasses(int tokensPerPack) {
        try (Policy policy = policy()) {
            Scorer scorer = new Scorer(policy, 4096, LOGITS_MB);
            LogProbs model = (tokens, temperature) -> widened(
                    scorer.sequences(List.of(tokens), temperature).get(0).logProbs());
            List<ProbeRequest> requests = new ArrayList<>(requests(PROBE, TARGETS));
            requests.addAll(requests(new int[0], TARGETS));
            requests.addAll(requests(PROBE, new int[][] {{3}}));
            // so that responses to one prompt are asked the same, and then something else
            requests.sort(Comparator.comparingInt(request -> request.promptTokens().length));
            List<double[][]> expected =
                    requests.stream().map(r -> separately(r, model)).toList();
            assertClose(new Prober(policy, tokensPerPack, LOGITS_MB).answerLogProbs(requests), expected, 2e-5);
        }
    }

    @Test
    void stepAttributionsSumToWhatTheWholeResponseTells() {
        try (Policy policy = policy()) {
            ProbeRequest stepwise = requests(PROBE, TARGETS).get(0);
            ProbeRequest whole = new ProbeRequest(
                    stepwise.promptTokens(), stepwise.responseTokens(), new int[] {20}, PROBE, TARGETS, 1);
            Prober prober = new Prober(policy, 4096, LOGITS_MB);
            double[] l = prober.answerLogProbs(List.of(stepwise)).get(0)[0];
            double[] ends = prober.answerLogProbs(List.of(whole)).get(0)[0];
            double sum = (l[1] - l[0]) + (l[2] - l[1]) + (l[3] - l[2]);
            assertThat(sum).isCloseTo(ends[1] - ends[0], within(2e-5));
            assertThat(Math.abs(sum)).isGreaterThan(0.01);
        }
    }

    @Test
    void aRequestWithoutTargetsHasNoValues() {
        try (Policy policy = policy()) {
            ProbeRequest none = requests(PROBE, new int[0][]).get(0);
            assertThat(new Prober(policy, 4096, LOGITS_MB)
                            .answerLogProbs(List.of(none))
                            .get(0))
                    .isEmpty();
        }
    }

    @Test
    void endsOutsideTheResponseAreRefused() {
        assertThatThrownBy(() -> new ProbeRequest(new int[] {1}, new int[4], new int[] {5}, PROBE, TARGETS, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prefix end 5 is outside a response of 4 tokens");
    }

    private static Policy policy() {
        ModelSpec spec = SmallModels.spec(Architecture.QWEN2);
        return Policy.load(spec, SmallModels.weights(spec), Dtype.FLOAT32, Device.cpu());
    }

    private static double[] widened(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}

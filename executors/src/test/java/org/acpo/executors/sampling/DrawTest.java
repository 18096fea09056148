package org.acpo.executors.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.acpo.common.random.RolloutRandom;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.ReferenceDecoder;
import org.acpo.executors.SmallModels;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelSpec.Architecture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** First tokens drawn after one prompt, against probabilities computed in double precision. */
class DrawTest {
    private static final int[] PROMPT = {3, 1, 4, 1, 5};
    private static final int DRAWS = 4000;
    private static final float TEMPERATURE = 1.5f;
    private static Policy policy;
    private static double[] probabilities;

    @BeforeAll
    static void load() {
        ModelSpec spec = SmallModels.spec(Architecture.QWEN2);
        Map<String, HostTensor> weights = SmallModels.weights(spec);
        policy = Policy.load(spec, weights, Dtype.FLOAT32, Device.cpu());
        double[][] logits = new ReferenceDecoder(spec, weights).logits(PROMPT);
        probabilities = Arrays.stream(ReferenceDecoder.logSoftmax(logits[PROMPT.length - 1], TEMPERATURE))
                .map(Math::exp)
                .toArray();
    }

    @AfterAll
    static void close() {
        policy.close();
    }

    private static int[] counts(double topP, int topK) {
        Uniforms uniforms = (problem, rollout, position) ->
                RolloutRandom.of(5, 0, problem, rollout).uniform(position);
        SamplingOptions options = new SamplingOptions(1, topP, topK, new int[0], 500, -1, false, uniforms);
        int[] rollouts = IntStream.range(0, DRAWS).toArray();
        int[] counts = new int[SmallModels.VOCAB];
        Sampler.sample(policy, List.of(new SampleRequest("p", PROMPT, rollouts, TEMPERATURE)), options)
                .responses()
                .forEach(r -> counts[r.tokens()[0]]++);
        return counts;
    }

    /** Σ (n − E)² / E over the tokens in the support; each token in it has an expectation. */
    private static double chiSquare(int[] counts, Set<Integer> support) {
        double mass = support.stream().mapToDouble(v -> probabilities[v]).sum();
        return support.stream()
                .mapToDouble(v -> {
                    double expected = DRAWS * probabilities[v] / mass;
                    return (counts[v] - expected) * (counts[v] - expected) / expected;
                })
                .sum();
    }

    private static List<Integer> byProbability() {
        return IntStream.range(0, SmallModels.VOCAB)
                .boxed()
                .sorted(Comparator.comparingDouble(v -> -probabilities[v]))
                .toList();
    }

    private static void assertDrawnFrom(int[] counts, Set<Integer> support) {
        for (int v = 0; v < counts.length; v++) {
            if (!support.contains(v)) {
                assertThat(counts[v]).as("token %d", v).isZero();
            }
        }
        // mean n − 1 and variance 2 (n − 1): five deviations above the mean
        int freedom = support.size() - 1;
        assertThat(chiSquare(counts, support)).isLessThan(freedom + 5 * Math.sqrt(2.0 * freedom));
    }

    @Test
    void frequenciesFollowTheTemperedSoftmax() {
        assertDrawnFrom(counts(1, 0), new TreeSet<>(byProbability()));
    }

    @Test
    void topKDrawsFromTheMostProbableK() {
        assertDrawnFrom(counts(1, 6), new TreeSet<>(byProbability().subList(0, 6)));
    }

    @Test
    void nucleusIsTheSmallestSetThatReachesTopP() {
        assertDrawnFrom(counts(0.7, 0), nucleus(SmallModels.VOCAB, 0.7));
    }

    /** The nucleus is taken of what top-k leaves, renormalised. */
    @Test
    void nucleusWithinTopK() {
        assertDrawnFrom(counts(0.7, 6), nucleus(6, 0.7));
    }

    private static Set<Integer> nucleus(int k, double topP) {
        List<Integer> top = byProbability().subList(0, k);
        double mass = top.stream().mapToDouble(v -> probabilities[v]).sum();
        Set<Integer> kept = new TreeSet<>();
        double sum = 0;
        for (int v : top) {
            if (sum < topP * mass) {
                kept.add(v);
                sum += probabilities[v];
            }
        }
        assertThat(kept.size()).isBetween(2, k - 1);
        return kept;
    }

    @Test
    void responsesWithoutAProbeTokenHaveNoProbeLogProbs() {
        SamplingOptions options = new SamplingOptions(3, 1, 0, new int[0], 4, -1, false, (p, r, t) -> 0.5f);
        SampledResponse response = Sampler.sample(
                        policy, List.of(new SampleRequest("p", PROMPT, new int[] {0}, 1)), options)
                .responses()
                .get(0);
        assertThat(response.probeLogProbs()).isEmpty();
        assertThat(response.logProbs()).hasSize(3);
    }
}

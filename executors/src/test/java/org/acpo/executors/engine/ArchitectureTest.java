package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.Device;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.update.OptimizerConfig;
import org.acpo.executors.ReferenceDecoder;
import org.acpo.executors.SmallModels;
import org.acpo.executors.engine.PackedBatch.Range;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelSpec.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every family against the decoder written out in double precision, forward and gradient. */
class ArchitectureTest {
    private static final int[] TOKENS = new Random(4).ints(40, 0, 50).toArray();

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void logProbsAreThoseOfTheReferenceDecoder(Architecture architecture) {
        ModelSpec spec = SmallModels.spec(architecture);
        Map<String, HostTensor> weights = SmallModels.weights(spec);
        double[] expected = new ReferenceDecoder(spec, weights).logProbs(TOKENS);
        try (Policy policy = Policy.load(spec, weights, Dtype.FLOAT32, Device.cpu())) {
            float[] actual = new Scorer(policy, 512, 16)
                    .sequences(List.of(TOKENS), 1)
                    .get(0)
                    .logProbs();
            for (int t = 1; t < TOKENS.length; t++) {
                assertThat((double) actual[t]).isCloseTo(expected[t], offset(1e-4));
            }
        }
    }

    /** The slope along one parameter's gradient, by central differences in double precision, is its squared norm. */
    @ParameterizedTest
    @EnumSource(Architecture.class)
    void gradientsAreTheSlopesOfTheReferenceDecoder(Architecture architecture) {
        ModelSpec spec = SmallModels.spec(architecture);
        Map<String, HostTensor> weights = SmallModels.weights(spec);
        OptimizerConfig optimizer =
                new OptimizerConfig(1e-3, 0.9, 0.95, 1e-8, 0, false, 1, OptimizerConfig.Schedule.CONSTANT, 0, 1);
        float[] ones = new float[TOKENS.length - 1];
        Arrays.fill(ones, 1);
        int[] rest = Arrays.copyOfRange(TOKENS, 1, TOKENS.length);
        TrainGroup group = new TrainGroup(new int[] {TOKENS[0]}, List.of(TrainSequence.imitated(rest, ones)));
        try (PolicyTrainer trainer = PolicyTrainer.create(
                spec, weights, Dtype.FLOAT32, Device.cpu(), optimizer, GradientOptions.plain(512, 16))) {
            trainer.gradient(List.of(group), LossSpec.likelihood()).forEach((name, gradient) -> {
                float[] slope = NanoFixture.floats(gradient);
                double square = 0;
                for (float g : slope) {
                    square += (double) g * g;
                }
                // key biases shift every score of a query alike where rotation is slow: small, but not zero
                double h = 1e-3 / Math.sqrt(square);
                double rise = loss(spec, weights, name, slope, h) - loss(spec, weights, name, slope, -h);
                assertThat(rise / (2 * h * square)).as(name).isCloseTo(1, offset(2e-3));
            });
        }
    }

    private static double loss(
            ModelSpec spec, Map<String, HostTensor> weights, String name, float[] slope, double step) {
        Map<String, HostTensor> moved = new java.util.HashMap<>(weights);
        moved.put(name, SmallModels.changed(weights.get(name), values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (step * slope[i]);
            }
        }));
        return -Arrays.stream(new ReferenceDecoder(spec, moved).logProbs(TOKENS))
                .skip(1)
                .sum();
    }

    /** Probes that hang on a response at several places: each equals the sequence cut there with the probe appended. */
    @Test
    void probesSeeTheResponseUpToWhereTheyAreAttached() {
        ModelSpec spec = SmallModels.spec(Architecture.QWEN2);
        Map<String, HostTensor> weights = SmallModels.weights(spec);
        ReferenceDecoder plain = new ReferenceDecoder(spec, weights);
        int[] prompt = Arrays.copyOf(TOKENS, 7);
        int[] response = Arrays.copyOfRange(TOKENS, 7, 27);
        int[] probe = {3, 9, 12, 5};
        int[] cuts = {0, 4, 13, 20};
        PackedBatch.Builder batch = new PackedBatch.Builder();
        Range first = batch.add(prompt);
        Range second = batch.add(response, prompt.length, List.of(first));
        long[] rows = new long[cuts.length * 3];
        long[] targets = new long[rows.length];
        for (int c = 0; c < cuts.length; c++) {
            Range seen = new Range(second.start(), second.start() + cuts[c]);
            Range own = batch.add(probe, prompt.length + cuts[c], List.of(first, seen));
            for (int j = 0; j < 3; j++) {
                rows[3 * c + j] = own.start() + j;
                targets[3 * c + j] = probe[j + 1];
            }
        }
        float[] temperatures = new float[rows.length];
        Arrays.fill(temperatures, 1);
        try (Policy policy = Policy.load(spec, weights, Dtype.FLOAT32, Device.cpu())) {
            Scorer scorer = new Scorer(policy, 512, 16);
            float[] actual = scorer.rows(scorer.pass(batch.build()), rows, targets, temperatures)
                    .logProbs();
            for (int c = 0; c < cuts.length; c++) {
                int[] alone = Arrays.copyOf(TOKENS, 7 + cuts[c] + probe.length);
                System.arraycopy(probe, 0, alone, 7 + cuts[c], probe.length);
                double[] expected = plain.logProbs(alone);
                for (int j = 0; j < 3; j++) {
                    assertThat((double) actual[3 * c + j]).isCloseTo(expected[7 + cuts[c] + j + 1], offset(1e-4));
                }
            }
        }
    }
}

package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.update.LoraConfig;
import org.acpo.common.update.OptimizerConfig;
import org.acpo.common.update.UpdateConfig.Kl.Estimator;
import org.acpo.common.update.UpdateConfig.Ratio;
import org.acpo.executors.SmallModels;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelSpec.Architecture;
import org.acpo.executors.sampling.SampleRequest;
import org.acpo.executors.sampling.SampledResponse;
import org.acpo.executors.sampling.Sampler;
import org.acpo.executors.sampling.SamplingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Adapters against the update of all weights at W + s B A, which other tests hold against independent numbers. */
class LoraTest {
    /** Of the three matrices stacked in one the middle one, and of two one, have no adapter. */
    private static final LoraConfig SOME =
            new LoraConfig(3, 6, List.of("q_proj", "v_proj", "o_proj", "up_proj", "down_proj"));

    private static final LoraConfig ALL = new LoraConfig(4, 8, LoraConfig.MODULES);
    private static final LossSpec LOSS = new LossSpec(LossSpec.Kind.POLICY, Ratio.TOKEN, 0.2, 0.28, 0.05, Estimator.K3);
    private static final String PREFIX = "base_model.model.";
    private static final int[] PROMPT = {3, 14, 15};
    private static final int[] RESPONSE = {9, 26, 5, 35, 8, 9, 7};

    /** Both A and B random, so that every product counts. */
    private static Map<String, HostTensor> adapters(ModelSpec spec, LoraConfig lora) {
        Random random = new Random(6);
        Map<String, HostTensor> adapters = LoraLayout.initial(spec, lora, 1);
        adapters.replaceAll((name, tensor) -> SmallModels.changed(tensor, values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.1 * random.nextGaussian());
            }
        }));
        return adapters;
    }

    /** W + s B A by the definition, in double precision. */
    private static Map<String, HostTensor> merged(
            Map<String, HostTensor> weights, Map<String, HostTensor> adapters, LoraConfig lora) {
        Map<String, HostTensor> merged = new HashMap<>(weights);
        merged.replaceAll((name, tensor) -> {
            String stem = PREFIX + name.replaceFirst("\\.weight$", "");
            if (!adapters.containsKey(stem + ".lora_A.weight")) {
                return tensor;
            }
            double[][] change = product(
                    matrix(adapters.get(stem + ".lora_B.weight")), matrix(adapters.get(stem + ".lora_A.weight")));
            return SmallModels.changed(tensor, values -> {
                int columns = change[0].length;
                for (int i = 0; i < values.length; i++) {
                    values[i] += (float) (lora.alpha() / lora.rank() * change[i / columns][i % columns]);
                }
            });
        });
        return merged;
    }

    private static double[][] matrix(HostTensor tensor) {
        float[] values = tensor.toFloats();
        int columns = (int) tensor.shape()[1];
        double[][] matrix = new double[(int) tensor.shape()[0]][columns];
        for (int i = 0; i < values.length; i++) {
            matrix[i / columns][i % columns] = values[i];
        }
        return matrix;
    }

    private static double[][] transposed(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    product[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return product;
    }

    private static OptimizerConfig optimizer() {
        return new OptimizerConfig(1e-2, 0.9, 0.95, 1e-8, 0.1, false, 1, OptimizerConfig.Schedule.CONSTANT, 0, 1);
    }

    private static PolicyTrainer trainer(
            ModelSpec spec, LoraConfig lora, Map<String, HostTensor> adapters, Dtype dtype) {
        Policy base = Policy.load(spec, SmallModels.weights(spec), dtype, Device.cpu());
        return PolicyTrainer.ofAdapters(base, lora, adapters, optimizer(), GradientOptions.plain(512, 16));
    }

    private static List<TrainGroup> batch() {
        float[] weights = filled(0.1f);
        float[] advantages = {1, -1, 0.5f, 2, -0.3f, 1, 1};
        TrainSequence sequence = new TrainSequence(RESPONSE, 1.1f, weights, advantages, filled(-3.8f), filled(-3.9f));
        return List.of(new TrainGroup(PROMPT, List.of(sequence)));
    }

    private static float[] filled(float value) {
        float[] values = new float[RESPONSE.length];
        Arrays.fill(values, value);
        return values;
    }

    /** dL/dA = s Bᵀ dL/dW and dL/dB = s dL/dW Aᵀ at W + s B A. */
    @ParameterizedTest
    @EnumSource(Architecture.class)
    void gradientsAreThoseOfTheMergedWeightsByTheChainRule(Architecture architecture) {
        ModelSpec spec = SmallModels.spec(architecture);
        Map<String, HostTensor> adapters = adapters(spec, SOME);
        Map<String, HostTensor> weights = merged(SmallModels.weights(spec), adapters, SOME);
        try (PolicyTrainer full = PolicyTrainer.create(
                        spec, weights, Dtype.FLOAT32, Device.cpu(), optimizer(), GradientOptions.plain(512, 16));
                PolicyTrainer lora = trainer(spec, SOME, adapters, Dtype.FLOAT32)) {
            Map<String, HostTensor> expected = full.gradient(batch(), LOSS);
            Map<String, HostTensor> actual = lora.gradient(batch(), LOSS);
            assertThat(actual.keySet()).isEqualTo(adapters.keySet()).hasSize(spec.layers() * 5 * 2);
            actual.keySet().stream().filter(name -> name.contains("lora_A")).forEach(nameA -> {
                String nameB = nameA.replace("lora_A", "lora_B");
                String weight = nameA.replace(PREFIX, "").replace(".lora_A", "");
                double[][] slope = matrix(expected.get(weight));
                assertClose(actual.get(nameA), product(transposed(matrix(adapters.get(nameB))), slope));
                assertClose(actual.get(nameB), product(slope, transposed(matrix(adapters.get(nameA)))));
            });
        }
    }

    /** Up to s, within 1e-4 of the largest element. */
    private static void assertClose(HostTensor actual, double[][] expected) {
        double scale = SOME.alpha() / SOME.rank();
        double largest = Arrays.stream(expected)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
        assertThat(largest).as(actual.name()).isPositive();
        double[][] found = matrix(actual);
        for (int i = 0; i < found.length; i++) {
            for (int j = 0; j < found[i].length; j++) {
                assertThat(found[i][j])
                        .as(actual.name())
                        .isCloseTo(scale * expected[i][j], within(1e-4 * scale * largest));
            }
        }
    }

    @Test
    void freshAdaptersChangeNothingAndAreAFunctionOfTheSeed() {
        ModelSpec spec = SmallModels.spec(Architecture.QWEN3);
        Map<String, HostTensor> fresh = LoraLayout.initial(spec, ALL, 5);
        try (Policy base = Policy.load(spec, SmallModels.weights(spec), Dtype.FLOAT32, Device.cpu());
                Policy adapted = base.adapted(ALL, fresh)) {
            assertThat(scores(adapted)).isEqualTo(scores(base));
        }
        String a = PREFIX + "model.layers.1.mlp.down_proj.lora_A.weight";
        float[] values = fresh.get(a).toFloats();
        assertThat(fresh.get(a).shape()).containsExactly(4, 40);
        assertThat(fresh.get(a.replace("lora_A", "lora_B")).toFloats()).containsOnly(0f);
        assertThat(LoraLayout.initial(spec, ALL, 5).get(a).toFloats()).isEqualTo(values);
        assertThat(LoraLayout.initial(spec, ALL, 6).get(a).toFloats()).isNotEqualTo(values);
        // uniform in ±1/√40 = ±0.1581: variance 1/120; the mean square of 160 draws within 4 standard errors of 7 %
        double square = 0;
        for (float value : values) {
            assertThat(Math.abs(value)).isLessThan(0.1582f);
            square += value * value / 160.0;
        }
        assertThat(square).isBetween(0.0060, 0.0107);
    }

    /** Scoring and sampling with the adapters merged into the weights, and beside them. */
    @ParameterizedTest
    @EnumSource(Architecture.class)
    void mergedAndUnmergedAreOnePolicy(Architecture architecture) {
        ModelSpec spec = SmallModels.spec(architecture);
        Map<String, HostTensor> adapters = adapters(spec, SOME);
        Map<String, HostTensor> weights = SmallModels.weights(spec);
        Policy base = Policy.load(spec, weights, Dtype.FLOAT32, Device.cpu());
        try (ServedPolicy served = ServedPolicy.of(base, SOME, LoraLayout.initial(spec, SOME, 3))) {
            assertThat(scores(served.policy()))
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(scores(base));
            served.refresh(adapters);
            Map<String, HostTensor> expected = merged(weights, adapters, SOME);
            try (Policy whole = Policy.load(spec, expected, Dtype.FLOAT32, Device.cpu())) {
                assertThat(scores(served.policy()))
                        .usingComparatorWithPrecision(1e-5f)
                        .containsExactly(scores(whole));
            }
            assertThat(scores(served.policy()))
                    .usingComparatorWithPrecision(1e-4f)
                    .containsExactly(scores(served.trained()));
            SampledResponse fromMerged = sample(served.policy());
            SampledResponse fromUnmerged = sample(served.trained());
            assertThat(fromMerged.tokens()).isEqualTo(fromUnmerged.tokens());
            assertThat(fromMerged.logProbs())
                    .usingComparatorWithPrecision(1e-4f)
                    .containsExactly(fromUnmerged.logProbs());
            assertThat(scores(base)).as("the base stays").isNotEqualTo(scores(served.policy()));
        }
    }

    /** The architectures above are too small for a processor's packed form; this model has matrices of 64 rows and more. */
    @Test
    void packedMatricesTakeTheAdaptersOfEveryRefresh() {
        ModelSpec spec = NanoFixture.SPEC;
        Map<String, HostTensor> weights = NanoFixture.model();
        try (ServedPolicy served =
                ServedPolicy.of(NanoFixture.policy(Dtype.FLOAT32), SOME, LoraLayout.initial(spec, SOME, 3))) {
            float[] before = scores(served.policy());
            Map<String, HostTensor> adapters = adapters(spec, SOME);
            Map<String, HostTensor> opposite = new LinkedHashMap<>(adapters);
            opposite.replaceAll((name, tensor) -> name.contains("lora_B")
                    ? SmallModels.changed(tensor, values -> {
                        for (int i = 0; i < values.length; i++) {
                            values[i] = -values[i];
                        }
                    })
                    : tensor);
            for (Map<String, HostTensor> version : List.of(adapters, opposite)) {
                served.refresh(version);
                try (Policy whole = Policy.load(spec, merged(weights, version, SOME), Dtype.FLOAT32, Device.cpu())) {
                    assertThat(scores(served.policy()))
                            .usingComparatorWithPrecision(1e-4f)
                            .containsExactly(scores(whole))
                            .isNotEqualTo(before);
                }
            }
        }
    }

    private static float[] scores(Policy policy) {
        return new Scorer(policy, 512, 16)
                .groups(List.of(new ScoreGroup(PROMPT, List.of(RESPONSE), new float[] {1})))
                .get(0)
                .get(0)
                .logProbs();
    }

    private static SampledResponse sample(Policy policy) {
        SampleRequest request = new SampleRequest("p", PROMPT, new int[] {0}, 0);
        SamplingOptions options =
                new SamplingOptions(12, 1, 0, new int[] {}, 4, -1, false, (problem, rollout, position) -> 0.5f);
        return Sampler.sample(policy, List.of(request), options).responses().get(0);
    }

    /** The masters of bfloat16 are float32 too; the base has moved in no bit. */
    @ParameterizedTest
    @EnumSource(Dtype.class)
    void adaptersLearnAndTheBaseStays(Dtype dtype) {
        ModelSpec spec = SmallModels.spec(Architecture.QWEN2);
        List<TrainGroup> batch =
                List.of(new TrainGroup(PROMPT, List.of(TrainSequence.imitated(RESPONSE, filled(1f / 7)))));
        try (PolicyTrainer trainer = trainer(spec, ALL, LoraLayout.initial(spec, ALL, 2), dtype)) {
            Map<String, HostTensor> before = trainer.policy().export();
            before.replaceAll((name, tensor) -> tensor.stored());
            double first = trainer.step(batch, LossSpec.likelihood(), 1e-2).loss();
            double last = first;
            for (int step = 0; step < 30; step++) {
                last = trainer.step(batch, LossSpec.likelihood(), 1e-2).loss();
            }
            assertThat(last).isLessThan(first / 3);
            trainer.policy()
                    .export()
                    .forEach((name, tensor) -> assertThat(tensor.data())
                            .as(name)
                            .isEqualTo(before.get(name).data()));
            assertThat(trainer.published().keySet()).allMatch(name -> name.contains(".lora_"));
            assertThat(trainer.optimizerState()).hasSize(2 * trainer.weights().size());
        }
    }

    @Test
    void resumingFromExportedStateGivesTheSameBits() {
        ModelSpec spec = SmallModels.spec(Architecture.LLAMA);
        try (PolicyTrainer straight = trainer(spec, SOME, adapters(spec, SOME), Dtype.FLOAT32)) {
            straight.step(batch(), LOSS, 1e-2);
            try (PolicyTrainer resumed = trainer(spec, SOME, straight.weights(), Dtype.FLOAT32)) {
                resumed.restoreOptimizer(straight.optimizerState(), straight.optimizerSteps());
                UpdateStats expected = straight.step(batch(), LOSS, 1e-2);
                assertThat(resumed.step(batch(), LOSS, 1e-2)).isEqualTo(expected);
                Map<String, HostTensor> weights = resumed.weights();
                straight.weights()
                        .forEach((name, tensor) ->
                                assertThat(weights.get(name).toFloats()).isEqualTo(tensor.toFloats()));
            }
        }
    }

    @Test
    void adaptersOfAnotherRankAreRefused() {
        ModelSpec spec = SmallModels.spec(Architecture.QWEN2);
        Map<String, HostTensor> adapters = new LinkedHashMap<>(LoraLayout.initial(spec, SOME, 1));
        assertThatThrownBy(() -> trainer(spec, new LoraConfig(5, 6, SOME.targetModules()), adapters, Dtype.FLOAT32))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("q_proj.lora_A.weight has shape [3, 24]")
                .hasMessageContaining("[5, 24]");
    }
}

package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.update.OptimizerConfig;
import org.acpo.common.update.UpdateConfig.Kl.Estimator;
import org.acpo.common.update.UpdateConfig.Ratio;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The update against the numbers of an independent implementation: README.md of the fixture says how they were made. */
class PolicyTrainerTest {
    private static final int RESPONSE_TOKENS = 65;
    private static final LossSpec LOSS = new LossSpec(LossSpec.Kind.POLICY, Ratio.TOKEN, 0.2, 0.28, 0.05, Estimator.K3);
    private static final JsonNode EXPECTED = NanoFixture.EXPECTED;

    /** In one pack, and in packs so small that each sequence stands alone and gradients are accumulated. */
    @ParameterizedTest
    @CsvSource({"token_mean,4096", "seq_mean,4096", "token_mean,16", "seq_mean,16"})
    void lossGradientNormAndStatisticsAreTheReferences(String aggregation, int tokensPerPack) {
        JsonNode expected = EXPECTED.get("loss_variants").get(aggregation);
        try (PolicyTrainer trainer = trainer(Dtype.FLOAT32, tokensPerPack, false)) {
            UpdateStats stats = trainer.step(batch(aggregation), LOSS, 0);
            assertThat(stats.applied()).isTrue();
            assertThat(stats.loss()).isCloseTo(expected.get("loss").asDouble(), offset(1e-6));
            assertThat(stats.gradNorm()).isCloseTo(expected.get("grad_norm").asDouble(), offset(2e-5));
            JsonNode sums = expected.get("stats");
            assertThat(stats.tokens()).isEqualTo(sums.get("tokens").asInt());
            assertThat(stats.ratioMean()).isCloseTo(sums.get("mean_ratio").asDouble(), offset(1e-6));
            assertThat(stats.kl()).isCloseTo(sums.get("mean_k3").asDouble(), offset(1e-6));
            assertThat(stats.entropy()).isCloseTo(sums.get("mean_entropy").asDouble(), offset(1e-5));
            assertThat(stats.clipFracLow() * stats.tokens())
                    .isCloseTo(sums.get("clipped_low").asDouble(), offset(1e-9));
            assertThat(stats.clipFracHigh() * stats.tokens())
                    .isCloseTo(sums.get("clipped_high").asDouble(), offset(1e-9));
        }
    }

    @Test
    void everyElementOfTheGradientIsTheReferences() {
        Map<String, HostTensor> expected = NanoFixture.expectedTensors();
        try (PolicyTrainer trainer = trainer(Dtype.FLOAT32, 4096, false)) {
            trainer.gradient(batch("token_mean"), LOSS).forEach((name, gradient) -> {
                float[] actual = NanoFixture.floats(gradient);
                float[] reference = NanoFixture.floats(expected.get("grad." + name));
                for (int i = 0; i < reference.length; i++) {
                    assertThat(actual[i]).as(name).isCloseTo(reference[i], within(5e-6f));
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"decay_all", "no_decay_on_bias_and_norm"})
    void threeOptimizerStepsAreTheReferences(String decay) {
        JsonNode expected = EXPECTED.get("adamw").get(decay);
        try (PolicyTrainer trainer = trainer(Dtype.FLOAT32, 4096, decay.equals("decay_all"))) {
            for (JsonNode step : expected.get("steps")) {
                UpdateStats stats = trainer.step(batch("token_mean"), LOSS, 1e-3);
                assertThat(stats.loss()).isCloseTo(step.get("loss_before").asDouble(), offset(1e-5));
                double norm = step.get("grad_norm_before_clip").asDouble();
                assertThat(stats.gradNorm()).isCloseTo(norm, offset(2e-4 * norm));
            }
            assertParameters(trainer.weights(), expected);
            assertThat(trainer.step(batch("token_mean"), LOSS, 0).loss())
                    .isCloseTo(expected.get("loss_after_3").asDouble(), offset(1e-5));
        }
    }

    private static void assertParameters(Map<String, HostTensor> weights, JsonNode expected) {
        double largest = EXPECTED.get("adamw")
                .get("tolerance")
                .get("param_abs_diff_float32_vs_float64")
                .get("max")
                .asDouble();
        double total = 0;
        for (Map.Entry<String, HostTensor> weight : weights.entrySet()) {
            float[] values = NanoFixture.floats(weight.getValue());
            for (float value : values) {
                total += Math.abs(value);
            }
            JsonNode samples = expected.get("params_after_3").get(weight.getKey());
            for (int i = 0; i < samples.get("at").size(); i++) {
                assertThat((double) values[samples.get("at").get(i).asInt()])
                        .as(weight.getKey())
                        .isCloseTo(samples.get("values").get(i).asDouble(), offset(largest));
            }
        }
        assertThat(total).isCloseTo(expected.get("total_abs_sum").asDouble(), offset(0.05));
    }

    /** 20,000 tokens of vocabulary make 80 kB a row: 1 MB allows 3 rows at a time, 64 MB all 10 at once. */
    @ParameterizedTest
    @ValueSource(floats = {1f, 1.2f})
    void cuttingTheLogitsInChunksChangesNothingBeyondRounding(float temperature) {
        ModelSpec wide = new ModelSpec(
                ModelSpec.Architecture.QWEN2,
                20000,
                16,
                24,
                1,
                2,
                2,
                8,
                1e-6f,
                new ModelSpec.Rope(10000, null),
                true,
                false,
                false,
                false,
                64,
                List.of(0));
        int[] response = {5, 19999, 800, 800, 12000, 7, 9, 10, 11, 12};
        TrainSequence sequence = new TrainSequence(
                response, temperature, filled(0.1f, 10), filled(1, 10), filled(-9.8f, 10), filled(-9.9f, 10));
        List<TrainGroup> batch = List.of(new TrainGroup(new int[] {3, 4}, List.of(sequence)));
        Map<String, HostTensor> weights = InitWeights.random(wide, 1);
        try (PolicyTrainer whole = trainer(wide, weights, 64);
                PolicyTrainer cut = trainer(wide, weights, 1)) {
            assertThat(new LogitsBudget(1).chunk(20000)).isEqualTo(3);
            Map<String, HostTensor> expected = whole.gradient(batch, LOSS);
            cut.gradient(batch, LOSS)
                    .forEach((name, gradient) -> assertThat(relativeDifference(gradient, expected.get(name)))
                            .as(name)
                            .isLessThan(1e-5));
            assertThat(cut.step(batch, LOSS, 0).loss())
                    .isCloseTo(whole.step(batch, LOSS, 0).loss(), offset(1e-6));
        }
    }

    /** Largest difference of two tensors over the largest element. */
    private static double relativeDifference(HostTensor one, HostTensor other) {
        float[] a = NanoFixture.floats(one);
        float[] b = NanoFixture.floats(other);
        double largest = 0;
        double scale = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
            scale = Math.max(scale, Math.abs(b[i]));
        }
        return largest / scale;
    }

    private static PolicyTrainer trainer(ModelSpec spec, Map<String, HostTensor> weights, int logitsMemoryMb) {
        OptimizerConfig optimizer =
                new OptimizerConfig(1e-3, 0.9, 0.95, 1e-8, 0, false, 1.0, OptimizerConfig.Schedule.CONSTANT, 0, 1);
        return PolicyTrainer.create(
                spec, weights, Dtype.FLOAT32, Device.cpu(), optimizer, GradientOptions.plain(4096, logitsMemoryMb));
    }

    /** Two and three workers for four groups, and layers that run twice; each option twice, since threads must not matter. */
    @ParameterizedTest
    @CsvSource({"1, true", "2, false", "3, true"})
    void gradientsDoNotDependOnHowTheyAreComputed(int workers, boolean recompute) {
        GradientOptions options = new GradientOptions(4096, 64, workers, recompute);
        try (PolicyTrainer simple = trainer(Dtype.FLOAT32, 4096, false);
                PolicyTrainer trainer = trainer(NanoFixture.model(), Dtype.FLOAT32, false, options)) {
            Map<String, HostTensor> plain = simple.gradient(batch("token_mean"), LOSS);
            Map<String, HostTensor> once = trainer.gradient(batch("token_mean"), LOSS);
            Map<String, HostTensor> again = trainer.gradient(batch("token_mean"), LOSS);
            assertThat(once.keySet()).isEqualTo(plain.keySet());
            once.forEach((name, gradient) -> {
                assertThat(relativeDifference(gradient, plain.get(name)))
                        .as(name)
                        .isLessThan(workers == 1 ? 1e-12 : 1e-5);
                assertThat(NanoFixture.floats(again.get(name))).as(name).isEqualTo(NanoFixture.floats(gradient));
            });
        }
    }

    @Test
    void resumingFromExportedStateGivesTheSameBits() {
        try (PolicyTrainer straight = trainer(Dtype.FLOAT32, 4096, false)) {
            straight.step(batch("token_mean"), LOSS, 1e-3);
            try (PolicyTrainer resumed = trainer(straight.weights(), Dtype.FLOAT32, 4096, false)) {
                resumed.restoreOptimizer(straight.optimizerState(), straight.optimizerSteps());
                UpdateStats expected = straight.step(batch("token_mean"), LOSS, 1e-3);
                assertThat(resumed.step(batch("token_mean"), LOSS, 1e-3)).isEqualTo(expected);
                Map<String, HostTensor> weights = resumed.weights();
                straight.weights()
                        .forEach((name, tensor) -> assertThat(NanoFixture.floats(weights.get(name)))
                                .isEqualTo(NanoFixture.floats(tensor)));
            }
        }
    }

    @Test
    void aNonFiniteLossChangesNothing() {
        try (PolicyTrainer trainer = trainer(Dtype.FLOAT32, 4096, false)) {
            List<TrainGroup> broken = batch("token_mean");
            broken.get(1).sequences().get(0).advantages()[3] = Float.NaN;
            UpdateStats stats = trainer.step(broken, LOSS, 1e-3);
            assertThat(stats.applied()).isFalse();
            assertThat(trainer.optimizerSteps()).isZero();
            Map<String, HostTensor> before = NanoFixture.model();
            trainer.weights()
                    .forEach((name, tensor) ->
                            assertThat(NanoFixture.floats(tensor)).isEqualTo(NanoFixture.floats(before.get(name))));
            assertThat(trainer.step(batch("token_mean"), LOSS, 1e-3).applied()).isTrue();
        }
    }

    /** A sequence's ratio is exp(mean change); here old log-probs are the policy's own minus 0.1 or minus 0.5. */
    @Test
    void sequenceRatiosAreGspos() {
        int[] prompt = {16, 17, 10, 18};
        int[] response = {19, 28, 19};
        LossSpec gspo = new LossSpec(LossSpec.Kind.POLICY, Ratio.SEQUENCE, 0.2, 0.28, 0, Estimator.K3);
        try (PolicyTrainer trainer = trainer(Dtype.FLOAT32, 4096, false)) {
            float[] own = new Scorer(trainer.policy(), 4096, 64)
                    .groups(List.of(new ScoreGroup(prompt, List.of(response), new float[] {1})))
                    .get(0)
                    .get(0)
                    .logProbs();
            TrainSequence inside = sequence(response, own, 0.05f, 0.1f, 0.3f);
            TrainSequence outside = sequence(response, own, 0.5f, 0.5f, 0.5f);
            UpdateStats stats = trainer.step(List.of(new TrainGroup(prompt, List.of(inside, outside))), gspo, 0);
            // means 0.15 and 0.5: ratios e^0.15 = 1.161834 and e^0.5 = 1.648721, the latter clipped to 1.28
            assertThat(stats.ratioMin()).isCloseTo(1.161834, offset(1e-5));
            assertThat(stats.ratioMax()).isCloseTo(1.648721, offset(1e-5));
            assertThat(stats.clipFracHigh()).isEqualTo(0.5);
            // weights are 1/6 each: loss = -(3 · 1.161834 + 3 · 1.28) / 6
            assertThat(stats.loss()).isCloseTo(-1.220917, offset(1e-5));
        }
    }

    private static TrainSequence sequence(int[] response, float[] own, float... changes) {
        float[] old = new float[response.length];
        for (int t = 0; t < old.length; t++) {
            old[t] = own[t] - changes[t];
        }
        return new TrainSequence(response, 1, filled(1f / 6, 3), filled(1, 3), old, new float[0]);
    }

    /** At r = 1 the clipped loss with advantage 1 has the gradient of negative log-likelihood, tempered or not. */
    @ParameterizedTest
    @ValueSource(floats = {1f, 1.3f})
    void onPolicyGradientIsThatOfTheLogProbability(float temperature) {
        int[] prompt = {16, 17, 10, 18};
        int[] response = {19, 28, 19, 21, 26};
        try (PolicyTrainer trainer = trainer(Dtype.FLOAT32, 4096, false)) {
            float[] own = tempered(trainer.policy(), prompt, response, temperature);
            TrainSequence sequence =
                    new TrainSequence(response, temperature, filled(1, 5), filled(1, 5), own, new float[0]);
            Map<String, HostTensor> gradient =
                    trainer.gradient(List.of(new TrainGroup(prompt, List.of(sequence))), LOSS);
            assertDirectionalDerivative(trainer.policy(), prompt, response, temperature, gradient);
        }
    }

    /** Moving the weights by ±h along the gradient changes −Σ log π by 2h·|gradient|² to second order. */
    private static void assertDirectionalDerivative(
            Policy policy, int[] prompt, int[] response, float temperature, Map<String, HostTensor> gradient) {
        double square = 0;
        for (HostTensor tensor : gradient.values()) {
            for (float g : NanoFixture.floats(tensor)) {
                square += (double) g * g;
            }
        }
        double h = 1e-2 / Math.sqrt(square);
        double rise = -sum(scoreMoved(h, gradient, prompt, response, temperature))
                + sum(scoreMoved(-h, gradient, prompt, response, temperature));
        assertThat(rise / (2 * h * square)).isCloseTo(1, offset(3e-3));
    }

    private static float[] scoreMoved(
            double h, Map<String, HostTensor> gradient, int[] prompt, int[] response, float temperature) {
        Map<String, HostTensor> moved = NanoFixture.model();
        moved.replaceAll((name, tensor) -> {
            float[] values = NanoFixture.floats(tensor);
            float[] slope = NanoFixture.floats(gradient.get(name));
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (h * slope[i]);
            }
            return HostTensor.of(name, tensor.shape(), values);
        });
        try (Policy policy = Policy.load(NanoFixture.SPEC, moved, Dtype.FLOAT32, Device.cpu())) {
            return tempered(policy, prompt, response, temperature);
        }
    }

    private static float[] tempered(Policy policy, int[] prompt, int[] response, float temperature) {
        return new Scorer(policy, 4096, 64)
                .groups(List.of(new ScoreGroup(prompt, List.of(response), new float[] {temperature})))
                .get(0)
                .get(0)
                .logProbs();
    }

    @Test
    void likelihoodTrainingTeachesASequence() {
        int[] prompt = {16, 17};
        int[] response = {10, 18, 19, 28};
        List<TrainGroup> batch =
                List.of(new TrainGroup(prompt, List.of(TrainSequence.imitated(response, filled(0.25f, 4)))));
        for (Dtype dtype : Dtype.values()) {
            try (PolicyTrainer trainer = trainer(dtype, 4096, false)) {
                double loss = Double.NaN;
                for (int step = 0; step < 20; step++) {
                    loss = trainer.step(batch, LossSpec.likelihood(), 3e-3).loss();
                }
                assertThat(loss).as(dtype.name()).isLessThan(0.1);
            }
        }
    }

    /** Token 256 ends texts and is the fixture's pad_token_id; with all the weight on it alone, it is what is learnt. */
    @Test
    void theEndOfTextIsLearntWhereItAlsoPads() {
        int[] response = {10, 256};
        List<TrainGroup> batch = List.of(new TrainGroup(
                new int[] {16, 17}, List.of(TrainSequence.imitated(response, new float[] {0, 1}))));
        try (PolicyTrainer trainer = trainer(Dtype.FLOAT32, 4096, false)) {
            double before = trainer.step(batch, LossSpec.likelihood(), 0).loss();
            double after = before;
            for (int step = 0; step < 20; step++) {
                after = trainer.step(batch, LossSpec.likelihood(), 3e-3).loss();
            }
            assertThat(before).isGreaterThan(1);
            assertThat(after).isLessThan(0.1);
        }
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private static float[] filled(float value, int length) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    private static PolicyTrainer trainer(Dtype dtype, int tokensPerPack, boolean decayAll) {
        return trainer(NanoFixture.model(), dtype, tokensPerPack, decayAll);
    }

    private static PolicyTrainer trainer(
            Map<String, HostTensor> weights, Dtype dtype, int tokensPerPack, boolean decayAll) {
        return trainer(weights, dtype, decayAll, GradientOptions.plain(tokensPerPack, 64));
    }

    private static PolicyTrainer trainer(
            Map<String, HostTensor> weights, Dtype dtype, boolean decayAll, GradientOptions options) {
        OptimizerConfig optimizer =
                new OptimizerConfig(1e-3, 0.9, 0.95, 1e-8, 0.1, decayAll, 1.0, OptimizerConfig.Schedule.CONSTANT, 0, 1);
        return PolicyTrainer.create(NanoFixture.SPEC, weights, dtype, Device.cpu(), optimizer, options);
    }

    private static List<TrainGroup> batch(String aggregation) {
        JsonNode inputs = EXPECTED.get("loss_inputs");
        List<TrainGroup> groups = new ArrayList<>();
        for (int row = 0; row < 4; row++) {
            int[] ids = NanoFixture.ints(EXPECTED.get("sequences").get(row));
            int prompt = inputs.get("prompt_lens").get(row).asInt();
            int length = ids.length - prompt;
            float weight = aggregation.startsWith("token_mean") ? 1f / RESPONSE_TOKENS : 1f / (4 * length);
            TrainSequence sequence = new TrainSequence(
                    Arrays.copyOfRange(ids, prompt, ids.length),
                    1,
                    filled(weight, length),
                    filled((float) inputs.get("advantages").get(row).asDouble(), length),
                    shifted(inputs.get("old_logprobs_shifted").get(row), prompt, length),
                    shifted(inputs.get("ref_logprobs_shifted").get(row), prompt, length));
            groups.add(new TrainGroup(Arrays.copyOf(ids, prompt), List.of(sequence)));
        }
        return groups;
    }

    /** Index j of a shifted row belongs to token j + 1. */
    private static float[] shifted(JsonNode row, int prompt, int length) {
        float[] values = new float[length];
        for (int t = 0; t < length; t++) {
            values[t] = (float) row.get(prompt + t - 1).asDouble();
        }
        return values;
    }
}

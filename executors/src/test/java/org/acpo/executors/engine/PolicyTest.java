package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.model.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyTest {

    @Test
    void whatIsExportedIsWhatWasLoaded() {
        Map<String, HostTensor> loaded = NanoFixture.model();
        try (Policy policy = NanoFixture.policy(Dtype.FLOAT32)) {
            Map<String, HostTensor> exported = policy.export();
            assertThat(exported.keySet()).containsExactlyInAnyOrderElementsOf(loaded.keySet());
            exported.forEach((name, tensor) -> {
                assertThat(tensor.shape()).isEqualTo(loaded.get(name).shape());
                assertThat(NanoFixture.floats(tensor)).isEqualTo(NanoFixture.floats(loaded.get(name)));
            });
        }
    }

    @Test
    void bfloat16WeightsAreExportedAsBfloat16() {
        HostTensor norm = bfloat16("model.norm.weight", 1.0f, 1.0078125f);
        Map<String, HostTensor> weights = NanoFixture.model();
        weights.put(norm.name(), norm);
        try (Policy policy = Policy.load(NanoFixture.SPEC, weights, Dtype.BFLOAT16, Device.cpu())) {
            HostTensor exported = policy.export().get(norm.name());
            assertThat(exported.dtype()).isEqualTo(HostTensor.Dtype.BF16);
            assertThat(exported.data()).isEqualTo(norm.data());
        }
    }

    /** The hidden size is 128; values alternate. */
    private static HostTensor bfloat16(String name, float even, float odd) {
        ByteBuffer data = ByteBuffer.allocateDirect(256).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 128; i++) {
            data.putShort((short) (Float.floatToIntBits(i % 2 == 0 ? even : odd) >>> 16));
        }
        return new HostTensor(name, HostTensor.Dtype.BF16, new long[] {128}, data.flip());
    }

    @Test
    void refreshedWeightsAreTheNewOnes() {
        int[] tokens = {16, 17, 10, 18, 19};
        Map<String, HostTensor> fresh = InitWeights.random(NanoFixture.SPEC, 5);
        try (Policy policy = NanoFixture.policy(Dtype.FLOAT32);
                Policy other = Policy.load(NanoFixture.SPEC, fresh, Dtype.FLOAT32, Device.cpu())) {
            float[] before = score(policy, tokens);
            policy.refresh(fresh);
            assertThat(score(policy, tokens)).isEqualTo(score(other, tokens)).isNotEqualTo(before);
        }
    }

    /** A served policy computes with packed matrices where the processor has a form for them, a tied head among them. */
    @ParameterizedTest
    @EnumSource(Dtype.class)
    void aServedPolicyIsTheSameOneBeforeAndAfterItsRefresh(Dtype dtype) {
        int[] tokens = {16, 17, 10, 18, 19};
        Map<String, HostTensor> fresh = InitWeights.random(NanoFixture.SPEC, 5);
        float precision = dtype == Dtype.FLOAT32 ? 1e-5f : 5e-2f;
        try (Policy plain = NanoFixture.policy(dtype);
                Policy served = Policy.serve(NanoFixture.SPEC, NanoFixture.model(), dtype, Device.cpu());
                ServedPolicy both = ServedPolicy.of(NanoFixture.policy(dtype))) {
            float[] before = score(plain, tokens);
            for (boolean refreshed : new boolean[] {false, true}) {
                if (refreshed) {
                    plain.refresh(fresh);
                    served.refresh(fresh);
                    both.refresh(fresh);
                }
                float[] expected = score(plain, tokens);
                assertThat(expected).isEqualTo(score(both.trained(), tokens));
                for (Policy policy : List.of(served, both.policy())) {
                    assertThat(Arrays.copyOfRange(score(policy, tokens), 1, tokens.length))
                            .usingComparatorWithPrecision(precision)
                            .containsExactly(Arrays.copyOfRange(expected, 1, tokens.length));
                }
            }
            assertThat(score(plain, tokens)).isNotEqualTo(before);
        }
    }

    @Test
    void aPolicyThatOnlyInfersHasNothingToDifferentiate() {
        try (ServedPolicy served =
                ServedPolicy.inferring(NanoFixture.SPEC, NanoFixture.model(), Dtype.FLOAT32, Device.cpu())) {
            assertThatThrownBy(served::trained).isInstanceOf(IllegalStateException.class);
        }
    }

    private static float[] score(Policy policy, int[] tokens) {
        return new Scorer(policy, 512, 16).sequences(List.of(tokens), 1).get(0).logProbs();
    }

    @Test
    void aMissingParameterIsNamed() {
        Map<String, HostTensor> weights = NanoFixture.model();
        weights.remove("model.layers.2.mlp.up_proj.weight");
        assertThatThrownBy(() -> Policy.load(NanoFixture.SPEC, weights, Dtype.FLOAT32, Device.cpu()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("model.layers.2.mlp.up_proj.weight");
    }

    @Test
    void aWrongShapeIsToldWithBothShapes() {
        Map<String, HostTensor> weights = NanoFixture.model();
        HostTensor norm = weights.get("model.norm.weight");
        weights.put(norm.name(), new HostTensor(norm.name(), norm.dtype(), new long[] {2, 64}, norm.data()));
        assertThatThrownBy(() -> Policy.load(NanoFixture.SPEC, weights, Dtype.FLOAT32, Device.cpu()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("model.norm.weight")
                .hasMessageContaining("[2, 64]")
                .hasMessageContaining("[128]");
    }

    @Test
    void randomWeightsAreAFunctionOfTheSeed() {
        Map<String, HostTensor> one = InitWeights.random(NanoFixture.SPEC, 7);
        Map<String, HostTensor> again = InitWeights.random(NanoFixture.SPEC, 7);
        String matrix = "model.layers.0.mlp.gate_proj.weight";
        assertThat(NanoFixture.floats(one.get(matrix))).isEqualTo(NanoFixture.floats(again.get(matrix)));
        assertThat(NanoFixture.floats(one.get("model.norm.weight"))).containsOnly(1f);
        assertThat(NanoFixture.floats(one.get("model.layers.0.self_attn.q_proj.bias")))
                .containsOnly(0f);
        // 352 · 128 = 45056 draws of deviation 0.02: their mean square is 4e-4 within 5 standard errors of 0.67 %
        double square = 0;
        for (float value : NanoFixture.floats(one.get(matrix))) {
            square += value * value / 45056.0;
        }
        assertThat(square).isBetween(3.86e-4, 4.14e-4);
    }
}

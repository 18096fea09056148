package org.acpo.executors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.acpo.executors.model.HostTensor.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostTensorTest {

    @Test
    void float16WidensToTheValuesOfIeee754() {
        // sign 1, exponent 5 (bias 15), fraction 10 bits: value = 2^(e-15) * (1 + f/1024), subnormal f * 2^-24.
        assertThat(widen(Dtype.F16, 0x3C00, 0xC000, 0x3555, 0x7BFF))
                .containsExactly(1f, -2f, (1 + 0x155 / 1024f) / 4, 65504f);
        assertThat(widen(Dtype.F16, 0x0001, 0x83FF, 0x0400, 0x8000))
                .containsExactly(0x1p-24f, -1023 * 0x1p-24f, 0x1p-14f, -0f);
        assertThat(widen(Dtype.F16, 0x7C00, 0xFC00, 0x7E00))
                .containsExactly(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN);
    }

    @Test
    void bfloat16IsTheUpperHalfOfAFloat() {
        // 0x4049 -> 0x40490000 = 2 * (1 + 0x490000 / 2^23) = 3.140625
        assertThat(widen(Dtype.BF16, 0x3F80, 0x4049, 0xBF00, 0x0001))
                .containsExactly(1f, 3.140625f, -0.5f, Float.intBitsToFloat(0x10000));
    }

    @Test
    void everyHalfSurvivesWideningAndNarrowing() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            short half = (short) bits;
            if (!Float.isNaN(HalfFloats.fromF16(half))) {
                assertThat(HalfFloats.toF16(HalfFloats.fromF16(half))).isEqualTo(half);
            }
            if (!Float.isNaN(HalfFloats.fromBf16(half))) {
                assertThat(HalfFloats.toBf16(HalfFloats.fromBf16(half))).isEqualTo(half);
            }
        }
    }

    @Test
    void narrowingRoundsToNearestAndTiesToEven() {
        // bfloat16 keeps 7 fraction bits: 1 + 2^-8 is a tie between 0x3F80 (even) and 0x3F81; 1 + 3 * 2^-8 ties up.
        assertThat(HalfFloats.toBf16(1 + 0x1p-8f)).isEqualTo((short) 0x3F80);
        assertThat(HalfFloats.toBf16(1 + 0x1p-8f + 0x1p-20f)).isEqualTo((short) 0x3F81);
        assertThat(HalfFloats.toBf16(1 + 3 * 0x1p-8f)).isEqualTo((short) 0x3F82);
        assertThat(HalfFloats.toBf16(Float.NaN)).isEqualTo((short) 0x7FC0);
        // float16 keeps 10: 1 + 2^-11 ties to even; half a subnormal unit ties to zero; 65520 is a tie up to infinity.
        assertThat(HalfFloats.toF16(1 + 0x1p-11f)).isEqualTo((short) 0x3C00);
        assertThat(HalfFloats.toF16(1 + 3 * 0x1p-11f)).isEqualTo((short) 0x3C02);
        assertThat(HalfFloats.toF16(0x1p-25f)).isEqualTo((short) 0);
        assertThat(HalfFloats.toF16(-0x1.8p-24f)).isEqualTo((short) 0x8002);
        assertThat(HalfFloats.toF16(65519f)).isEqualTo((short) 0x7BFF);
        assertThat(HalfFloats.toF16(65520f)).isEqualTo((short) 0x7C00);
        assertThat(HalfFloats.toF16(Float.NaN)).isEqualTo((short) 0x7E00);
    }

    @Test
    void dataMustFitTheShape() {
        assertThatThrownBy(() -> HostTensor.of("w", new long[] {2, 2}, 1f, 2f, 3f))
                .hasMessage("w: 12 bytes of data where the shape needs 16");
    }

    /** Chunks of 8 bytes: 2 or 4 values each. */
    @ParameterizedTest
    @EnumSource(Dtype.class)
    void aTensorInSeveralBuffersIsOneTensor(Dtype dtype) {
        HostTensor tensor = HostTensor.zeros(8, "t", dtype, 11);
        assertThat(((BufferContent) tensor.content()).chunks()).hasSize((11 * dtype.bytes() + 7) / 8);
        assertThat(tensor.bytes()).isEqualTo(11L * dtype.bytes());
        float[] values = {1, -2, 3, -4, 5, -6, 7, -8, 9, -10, 11};
        tensor.write(0, FloatBuffer.wrap(values, 0, 3));
        tensor.write(3, FloatBuffer.wrap(values, 3, 8));
        assertThat(tensor.toFloats()).containsExactly(values);
        float[] middle = new float[6];
        tensor.read(3, FloatBuffer.wrap(middle));
        assertThat(middle).containsExactly(-4, 5, -6, 7, -8, 9);
        assertThat(tensor.as(Dtype.BF16).toFloats()).containsExactly(values);
        assertThatThrownBy(tensor::data).hasMessageContaining("do not fit into one buffer");
    }

    private static float[] widen(Dtype dtype, int... patterns) {
        ByteBuffer data = ByteBuffer.allocateDirect(2 * patterns.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int pattern : patterns) {
            data.putShort((short) pattern);
        }
        HostTensor half = new HostTensor("t", dtype, new long[] {patterns.length}, data.rewind());
        assertThat(half.as(Dtype.F32).toFloats()).containsExactly(half.toFloats());
        return half.toFloats();
    }
}

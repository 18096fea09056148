package org.acpo.executors.model;

/** Conversions between float32 and the 16-bit formats of checkpoints, by bit pattern (IEEE 754 binary16, bfloat16). */
final class HalfFloats {
    /** 2^-24, the value of one unit of a binary16 subnormal. */
    private static final float F16_UNIT = 0x1p-24f;

    private HalfFloats() {}

    /** bfloat16 is the upper half of a float32, so this is exact. */
    static float fromBf16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        int roundHalfToEven = 0x7FFF + ((bits >>> 16) & 1);
        return (short) ((bits + roundHalfToEven) >>> 16);
    }

    /** Exact: every binary16 value is a float32. */
    static float fromF16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        if (exponent == 0) {
            float magnitude = fraction * F16_UNIT;
            return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | sign);
        }
        int wideExponent = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | (wideExponent << 23) | (fraction << 13));
    }

    static short toF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7E00);
        }
        float magnitude = Math.abs(value);
        if (magnitude >= 65520f) {
            return (short) (sign | 0x7C00);
        }
        if (magnitude < 0x1p-14f) {
            return (short) (sign | (int) Math.rint(magnitude / (double) F16_UNIT));
        }
        int rebased = (bits & 0x7FFFFFFF) - ((127 - 15) << 23);
        int roundHalfToEven = 0xFFF + ((rebased >>> 13) & 1);
        return (short) (sign | ((rebased + roundHalfToEven) >>> 13));
    }
}

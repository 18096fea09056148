package org.acpo.executors.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A tensor in host memory as safetensors stores it.
 *
 * @param name Hugging Face parameter name, for instance {@code model.layers.0.self_attn.q_proj.weight}
 * @param shape row-major sizes
 * @param data little-endian direct or memory-mapped buffer, position 0, limit at its end; not modified by readers
 */
public record HostTensor(String name, Dtype dtype, long[] shape, ByteBuffer data) {

    /** Number formats that checkpoints hold. */
    public enum Dtype {
        F32(4),
        F16(2),
        BF16(2);

        private final int bytes;

        Dtype(int bytes) {
            this.bytes = bytes;
        }

        /** Size of one element. */
        public int bytes() {
            return bytes;
        }
    }

    public HostTensor {
        long expected = elements(shape) * dtype.bytes();
        if (data.remaining() != expected) {
            throw new IllegalArgumentException(
                    name + ": " + data.remaining() + " bytes of data where the shape needs " + expected);
        }
    }

    /** A float32 tensor that copies {@code values} into a direct buffer. */
    public static HostTensor of(String name, long[] shape, float... values) {
        ByteBuffer data = direct((long) values.length * Float.BYTES, name);
        data.asFloatBuffer().put(values);
        return new HostTensor(name, Dtype.F32, shape, data);
    }

    /** Number of elements: the product of the sizes, 1 for a scalar. */
    public long elements() {
        return elements(shape);
    }

    /** The values as float32, exact for every {@link Dtype}, in a new array. */
    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(elements())];
        ByteBuffer bytes = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        switch (dtype) {
            case F32 -> bytes.asFloatBuffer().get(values);
            case F16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = HalfFloats.fromF16(bytes.getShort());
                }
            }
            case BF16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = HalfFloats.fromBf16(bytes.getShort());
                }
            }
        }
        return values;
    }

    /**
     * This tensor in another number format: exact when widening, rounded to nearest (ties to even) when narrowing.
     * Returns {@code this} when the format is already right, else a tensor with a direct buffer of its own.
     */
    public HostTensor as(Dtype target) {
        if (target == dtype) {
            return this;
        }
        ByteBuffer out = direct(elements() * target.bytes(), name);
        float[] values = toFloats();
        switch (target) {
            case F32 -> out.asFloatBuffer().put(FloatBuffer.wrap(values));
            case F16 -> {
                for (float value : values) {
                    out.putShort(HalfFloats.toF16(value));
                }
            }
            case BF16 -> {
                for (float value : values) {
                    out.putShort(HalfFloats.toBf16(value));
                }
            }
        }
        return new HostTensor(name, target, shape, out.rewind());
    }

    private static long elements(long[] shape) {
        long product = 1;
        for (long size : shape) {
            product = Math.multiplyExact(product, size);
        }
        return product;
    }

    private static ByteBuffer direct(long bytes, String name) {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + ": " + bytes + " bytes do not fit in one buffer of 2 GiB");
        }
        return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

package org.acpo.executors.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor in host memory as safetensors stores it. It may be larger than a buffer of the JVM can be, so its data lie in
 * several, one after another.
 *
 * @param name Hugging Face parameter name, for instance {@code model.layers.0.self_attn.q_proj.weight}
 * @param shape row-major sizes
 * @param chunks little-endian direct or memory-mapped buffers, position 0, limit at their end, all but the last of the same
 *     length, which is a multiple of 4; not modified by readers
 */
public record HostTensor(String name, Dtype dtype, long[] shape, List<ByteBuffer> chunks) {
    /** Length of all chunks but the last. */
    static final int CHUNK_BYTES = 1 << 30;

    /** Values converted at once, so that no copy of a large tensor lies beside it. */
    private static final int PIECE = 1 << 20;

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
        chunks = List.copyOf(chunks);
        long expected = elements(shape) * dtype.bytes();
        long given = chunks.stream().mapToLong(ByteBuffer::remaining).sum();
        if (given != expected) {
            throw new IllegalArgumentException(
                    name + ": " + given + " bytes of data where the shape needs " + expected);
        }
    }

    /** A tensor whose data fit into one buffer. */
    public HostTensor(String name, Dtype dtype, long[] shape, ByteBuffer data) {
        this(name, dtype, shape, List.of(data));
    }

    /** A float32 tensor that copies {@code values} into a direct buffer. */
    public static HostTensor of(String name, long[] shape, float... values) {
        HostTensor vector = zeros(name, Dtype.F32, values.length);
        vector.write(0, FloatBuffer.wrap(values));
        return new HostTensor(name, Dtype.F32, shape, vector.chunks());
    }

    /** A new tensor of zeros in direct buffers, to be filled by {@link #write}. */
    public static HostTensor zeros(String name, Dtype dtype, long... shape) {
        return zeros(CHUNK_BYTES, name, dtype, shape);
    }

    static HostTensor zeros(int chunkBytes, String name, Dtype dtype, long... shape) {
        long left = elements(shape) * dtype.bytes();
        List<ByteBuffer> chunks = new ArrayList<>();
        do {
            int length = (int) Math.min(left, chunkBytes);
            chunks.add(ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN));
            left -= length;
        } while (left > 0);
        return new HostTensor(name, dtype, shape, chunks);
    }

    /** The one buffer of a tensor that fits into one. */
    public ByteBuffer data() {
        if (chunks.size() != 1) {
            throw new IllegalStateException(name + " has " + bytes() + " bytes, which do not fit into one buffer");
        }
        return chunks.get(0);
    }

    /** Number of elements: the product of the sizes, 1 for a scalar. */
    public long elements() {
        return elements(shape);
    }

    /** Size of the data. */
    public long bytes() {
        return elements() * dtype.bytes();
    }

    /** The values as float32, exact for every {@link Dtype}, in a new array; for tensors below 2³¹ elements. */
    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(elements())];
        read(0, FloatBuffer.wrap(values));
        return values;
    }

    /** Fills {@code out} with the values from element {@code from} on as float32, exact for every {@link Dtype}. */
    public void read(long from, FloatBuffer out) {
        long at = from;
        while (out.hasRemaining()) {
            ByteBuffer bytes = behind(at);
            int count = Math.min(out.remaining(), bytes.remaining() / dtype.bytes());
            widen(bytes, count, out);
            at += count;
        }
    }

    /**
     * Overwrites the values from element {@code from} on, rounded to nearest (ties to even) when they do not fit the format.
     * For whoever made the tensor by {@link #zeros}, before handing it on.
     */
    public void write(long from, FloatBuffer values) {
        long at = from;
        while (values.hasRemaining()) {
            ByteBuffer bytes = behind(at);
            int count = Math.min(values.remaining(), bytes.remaining() / dtype.bytes());
            narrow(values, count, bytes);
            at += count;
        }
    }

    /**
     * This tensor in another number format: exact when widening, rounded to nearest (ties to even) when narrowing.
     * Returns {@code this} when the format is already right, else a tensor with direct buffers of its own.
     */
    public HostTensor as(Dtype target) {
        if (target == dtype) {
            return this;
        }
        HostTensor converted = zeros(name, target, shape);
        float[] piece = new float[(int) Math.min(PIECE, elements())];
        for (long at = 0; at < elements(); at += PIECE) {
            int count = (int) Math.min(PIECE, elements() - at);
            read(at, FloatBuffer.wrap(piece, 0, count));
            converted.write(at, FloatBuffer.wrap(piece, 0, count));
        }
        return converted;
    }

    /** What the chunk of an element holds from that element on. */
    private ByteBuffer behind(long element) {
        long offset = element * dtype.bytes();
        int length = Math.max(1, chunks.get(0).remaining());
        ByteBuffer chunk = chunks.get((int) (offset / length)).duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return chunk.position((int) (offset % length));
    }

    private void widen(ByteBuffer bytes, int count, FloatBuffer out) {
        switch (dtype) {
            case F32 -> out.put(bytes.asFloatBuffer().limit(count));
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    out.put(HalfFloats.fromF16(bytes.getShort()));
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    out.put(HalfFloats.fromBf16(bytes.getShort()));
                }
            }
        }
    }

    private void narrow(FloatBuffer values, int count, ByteBuffer bytes) {
        switch (dtype) {
            case F32 -> {
                bytes.asFloatBuffer().put(values.slice(values.position(), count));
                values.position(values.position() + count);
            }
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    bytes.putShort(HalfFloats.toF16(values.get()));
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    bytes.putShort(HalfFloats.toBf16(values.get()));
                }
            }
        }
    }

    private static long elements(long[] shape) {
        long product = 1;
        for (long size : shape) {
            product = Math.multiplyExact(product, size);
        }
        return product;
    }
}

package org.acpo.executors.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor as safetensors stores it, which the host reads piece by piece. It may be larger than a buffer of the JVM can be,
 * and need not lie in memory.
 *
 * @param name Hugging Face parameter name, for instance {@code model.layers.0.self_attn.q_proj.weight}
 * @param shape row-major sizes
 */
public record HostTensor(String name, Dtype dtype, long[] shape, TensorContent content) {
    /** Values moved at once: few enough that they are still in the processor's cache when they are copied on. */
    public static final int PIECE = 1 << 18;

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

        /** Moves {@code count} values out of {@code bytes}. */
        void widen(ByteBuffer bytes, int count, FloatBuffer out) {
            switch (this) {
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

        /** Moves {@code count} values into {@code bytes}. */
        void narrow(FloatBuffer values, int count, ByteBuffer bytes) {
            switch (this) {
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
    }

    /** Where the values of a tensor come from that is not stored. */
    @FunctionalInterface
    public interface Values {
        /** Fills {@code out} with the values from element {@code from} on. */
        void read(long from, FloatBuffer out);
    }

    public HostTensor {
        long expected = elements(shape) * dtype.bytes();
        long given = content.size();
        if (given != expected) {
            throw new IllegalArgumentException(
                    name + ": " + given + " bytes of data where the shape needs " + expected);
        }
    }

    /** A tensor whose data fit into one buffer. */
    public HostTensor(String name, Dtype dtype, long[] shape, ByteBuffer data) {
        this(name, dtype, shape, new BufferContent(List.of(data)));
    }

    /** A float32 tensor that copies {@code values} into a direct buffer. */
    public static HostTensor of(String name, long[] shape, float... values) {
        HostTensor vector = zeros(name, Dtype.F32, values.length);
        vector.write(0, FloatBuffer.wrap(values));
        return new HostTensor(name, Dtype.F32, shape, vector.content());
    }

    /** A tensor whose values are fetched or computed anew whenever they are read, and rounded to {@code dtype}. */
    public static HostTensor computed(String name, Dtype dtype, long[] shape, Values values) {
        return new HostTensor(name, dtype, shape, new ComputedContent(dtype, elements(shape) * dtype.bytes(), values));
    }

    /** A new tensor of zeros in direct buffers, to be filled by {@link #write}. */
    public static HostTensor zeros(String name, Dtype dtype, long... shape) {
        return zeros(BufferContent.CHUNK_BYTES, name, dtype, shape);
    }

    static HostTensor zeros(int chunkBytes, String name, Dtype dtype, long... shape) {
        long left = elements(shape) * dtype.bytes();
        List<ByteBuffer> chunks = new ArrayList<>();
        do {
            int length = (int) Math.min(left, chunkBytes);
            chunks.add(ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN));
            left -= length;
        } while (left > 0);
        return new HostTensor(name, dtype, shape, new BufferContent(chunks));
    }

    /** The data of a tensor that fits into one buffer. */
    public ByteBuffer data() {
        ByteBuffer data = content.slice(0, (int) Math.min(bytes(), BufferContent.CHUNK_BYTES));
        if (data.remaining() != bytes()) {
            throw new IllegalStateException(name + " has " + bytes() + " bytes, which do not fit into one buffer");
        }
        return data;
    }

    /** Hands all data to {@code consumer}, in order, a piece at a time. */
    void forEachPiece(PieceConsumer consumer) throws IOException {
        for (long at = 0; at < bytes(); ) {
            ByteBuffer piece = content.slice(at, (int) Math.min((long) PIECE * dtype.bytes(), bytes() - at));
            at += piece.remaining();
            consumer.accept(piece);
        }
    }

    /** Takes a piece of a tensor's data. */
    @FunctionalInterface
    interface PieceConsumer {
        void accept(ByteBuffer piece) throws IOException;
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
            ByteBuffer bytes = behind(at, out.remaining());
            int count = bytes.remaining() / dtype.bytes();
            dtype.widen(bytes, count, out);
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
            ByteBuffer bytes = behind(at, values.remaining());
            int count = bytes.remaining() / dtype.bytes();
            dtype.narrow(values, count, bytes);
            at += count;
        }
    }

    /**
     * This tensor in another number format: exact when widening, rounded to nearest (ties to even) when narrowing, converted
     * when it is read. Returns {@code this} when the format is already right.
     */
    public HostTensor as(Dtype target) {
        return target == dtype ? this : computed(name, target, shape, this::read);
    }

    /** This tensor in memory, with the values that it has now. */
    public HostTensor stored() {
        HostTensor stored = zeros(name, dtype, shape);
        float[] piece = new float[(int) Math.min(PIECE, elements())];
        for (long at = 0; at < elements(); at += PIECE) {
            int count = (int) Math.min(PIECE, elements() - at);
            read(at, FloatBuffer.wrap(piece, 0, count));
            stored.write(at, FloatBuffer.wrap(piece, 0, count));
        }
        return stored;
    }

    /** At most {@code count} values from an element on. */
    private ByteBuffer behind(long element, int count) {
        return content.slice(element * dtype.bytes(), Math.min(count, PIECE) * dtype.bytes());
    }

    private static long elements(long[] shape) {
        long product = 1;
        for (long size : shape) {
            product = Math.multiplyExact(product, size);
        }
        return product;
    }
}

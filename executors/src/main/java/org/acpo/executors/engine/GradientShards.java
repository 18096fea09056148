package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.ModelSpec;

/**
 * A gradient on its way from executors to the driver: all its float32 values as one vector in the program's order, cut
 * into shards of at most {@value #SHARD_VALUES} values, so that no message holds the whole. The statistics come first, as a
 * shard of their own. Streams: one tensor is in host memory at a time.
 */
public final class GradientShards implements Iterator<byte[]>, AutoCloseable {
    static final int SHARD_VALUES = 1 << 22;

    private final GradientSum sum;
    private final UpdateStats.Sums stats;
    private final int count;
    private int next;
    private int slot = -1;
    private float[] values = {};
    private int at;

    private GradientShards(GradientSum sum, UpdateStats.Sums stats) {
        this.sum = sum;
        this.stats = stats;
        this.count = count(sum.policy().spec());
    }

    /** How many shards a gradient has besides the one of the statistics. */
    public static int count(ModelSpec spec) {
        return (int) ((elements(WeightLayout.of(spec)) + SHARD_VALUES - 1) / SHARD_VALUES);
    }

    private static long elements(WeightLayout layout) {
        return layout.slots().stream().mapToLong(Slot::elements).sum();
    }

    /** Computes the gradient of a part of a minibatch; the shards hold device memory until they are closed. */
    public static GradientShards of(
            Policy policy, List<TrainGroup> part, LossSpec loss, int tokensPerPack, int logitsMemoryMb) {
        GradientSum sum = new GradientSum(policy, tokensPerPack, logitsMemoryMb);
        try (NDManager scope = policy.manager().newSubManager()) {
            return new GradientShards(sum, sum.accumulate(scope, part, loss));
        }
    }

    @Override
    public boolean hasNext() {
        return next <= count;
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (next++ == 0) {
            return stats.bytes();
        }
        long left = elements(sum.policy().layout()) - (long) (next - 2) * SHARD_VALUES;
        ByteBuffer shard = buffer((int) Math.min(SHARD_VALUES, left));
        FloatBuffer floats = shard.asFloatBuffer();
        while (floats.hasRemaining()) {
            while (at == values.length) {
                values = sum.tensors().get(++slot).toFloatArray();
                at = 0;
            }
            int n = Math.min(floats.remaining(), values.length - at);
            floats.put(values, at, n);
            at += n;
        }
        return shard.array();
    }

    /** The sum of one shard over the parts of a minibatch, in their order. */
    public static byte[] sum(List<byte[]> parts) {
        float[] sum = floats(parts.get(0));
        for (byte[] part : parts.subList(1, parts.size())) {
            FloatBuffer values =
                    ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += values.get(i);
            }
        }
        ByteBuffer bytes = buffer(sum.length);
        bytes.asFloatBuffer().put(sum);
        return bytes.array();
    }

    /** Fills the gradient's tensors from its shards in order. */
    static void receive(Iterator<byte[]> shards, Policy policy, NDList into) {
        float[] shard = {};
        int from = 0;
        for (int i = 0; i < into.size(); i++) {
            Slot slot = policy.layout().slots().get(i);
            float[] tensor = new float[slot.elements()];
            int filled = 0;
            while (filled < tensor.length) {
                if (from == shard.length) {
                    shard = floats(shards.next());
                    from = 0;
                }
                int n = Math.min(tensor.length - filled, shard.length - from);
                System.arraycopy(shard, from, tensor, filled, n);
                filled += n;
                from += n;
            }
            if (!slot.isEmpty()) {
                put(policy, tensor, slot, into.get(i));
            }
        }
    }

    private static void put(Policy policy, float[] values, Slot slot, NDArray target) {
        try (NDManager scope = policy.manager().newSubManager()) {
            NDArray source = scope.create(values, new Shape(slot.shape()));
            policy.program().train(scope, "assign", new NDList(target), new NDList(source));
        }
    }

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static ByteBuffer buffer(int floats) {
        return ByteBuffer.allocate(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        sum.close();
    }
}

package org.acpo.executors.engine;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.acpo.executors.engine.WeightLayout.Slot;

/**
 * A gradient on its way from an executor to the driver. Its float32 values, in the order of the policy's trained tensors, are one
 * vector, cut into shards of at most {@value #SHARD_VALUES} values, so that no message holds the whole. The first shard holds the
 * statistics. Shards are made one at a time, as they are asked for.
 */
public final class GradientShards implements Iterator<byte[]>, AutoCloseable {
    static final int SHARD_VALUES = 1 << 22;

    private final GradientSum sum;
    private final UpdateStats.Sums stats;
    private final int count;
    private int next;
    private int slot;
    private long at;

    private GradientShards(GradientSum sum, UpdateStats.Sums stats) {
        this.sum = sum;
        this.stats = stats;
        this.count = count(sum.policy());
    }

    /** How many shards a gradient has besides the one of the statistics. */
    public static int count(Policy policy) {
        return (int) ((elements(policy.trainedLayout()) + SHARD_VALUES - 1) / SHARD_VALUES);
    }

    private static long elements(WeightLayout layout) {
        return layout.slots().stream().mapToLong(Slot::elements).sum();
    }

    /** Computes the gradient of a part of a minibatch; the shards hold device memory until they are closed. */
    public static GradientShards of(Policy policy, List<TrainGroup> part, LossSpec loss, GradientOptions options) {
        GradientSum sum = new GradientSum(policy, options);
        try (NDManager scope = policy.manager().newSubManager()) {
            return new GradientShards(sum, sum.accumulate(scope, part, loss));
        } catch (RuntimeException e) {
            sum.close();
            throw e;
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
        long unsent = elements(sum.policy().trainedLayout()) - (long) (next - 2) * SHARD_VALUES;
        ByteBuffer shard = buffer((int) Math.min(SHARD_VALUES, unsent));
        FloatBuffer floats = shard.asFloatBuffer();
        while (floats.hasRemaining()) {
            long left = size(slot) - at;
            if (left == 0) {
                slot++;
                at = 0;
                continue;
            }
            int n = (int) Math.min(floats.remaining(), left);
            sum.policy().host().read(sum.tensors().get(slot), at, n, floats::put);
            at += n;
        }
        return shard.array();
    }

    private long size(int i) {
        return sum.policy().trainedLayout().slots().get(i).elements();
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
            long size = policy.trainedLayout().slots().get(i).elements();
            for (long at = 0; at < size; ) {
                if (from == shard.length) {
                    shard = floats(shards.next());
                    from = 0;
                }
                int n = (int) Math.min(size - at, shard.length - from);
                policy.host().write(into.get(i), at, shard, from, from + n);
                at += n;
                from += n;
            }
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

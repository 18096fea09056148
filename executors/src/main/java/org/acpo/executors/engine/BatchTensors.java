package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** A packed batch on the device, as the program's {@code trunk} takes it. */
record BatchTensors(NDArray ids, NDArray positions, NDList blocks, NDArray unpack) {

    static BatchTensors of(PackedBatch batch, NDManager scope) {
        return of(batch, batch.size(), scope);
    }

    /** As {@link #of(PackedBatch, NDManager)}, extended to {@code size} tokens by some that no other token sees. */
    static BatchTensors of(PackedBatch batch, int size, NDManager scope) {
        NDList blocks = new NDList();
        for (PackedBatch.Block block : batch.blocks()) {
            int rows = block.rows();
            blocks.add(scope.create(block.queries(), new Shape(rows, block.queries().length / rows)));
            blocks.add(scope.create(block.keys(), new Shape(rows, block.keys().length / rows)));
            blocks.add(seen(block, scope));
        }
        return new BatchTensors(
                scope.create(Arrays.copyOf(batch.tokens(), size)),
                scope.create(Arrays.copyOf(batch.positions(), size)),
                blocks,
                scope.create(Arrays.copyOf(batch.unpack(), size)));
    }

    /** A block's mask [rows, 1, Lq, Lk] or, if it has none, its prefixes. */
    private static NDArray seen(PackedBatch.Block block, NDManager scope) {
        int rows = block.rows();
        if (block.mask().length == 0) {
            return scope.create(block.prefixes(), new Shape(block.prefixes().length));
        }
        return scope.create(
                block.mask(), new Shape(rows, 1, block.queries().length / rows, block.keys().length / rows));
    }
}

package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** A batch of branches on the device, as the program's {@code branches} takes it. */
record BranchTensors(int reach, NDArray ids, NDArray positions, NDArray queries, NDArray sees, NDArray unpack) {

    static BranchTensors of(BranchBatch batch, NDManager scope) {
        int sequences = batch.sequences();
        int width = batch.queries().length / sequences;
        return new BranchTensors(
                batch.reach(),
                scope.create(batch.tokens()),
                scope.create(batch.positions()),
                scope.create(batch.queries(), new Shape(sequences, width)),
                scope.create(batch.sees(), new Shape(4, sequences, width)),
                scope.create(batch.unpack()));
    }
}

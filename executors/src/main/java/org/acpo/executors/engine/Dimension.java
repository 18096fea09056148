package org.acpo.executors.engine;

import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.acpo.executors.model.ModelSpec;

/**
 * The whole numbers of a model that the program computes with, in the order of its {@code dims}. A family that needs another,
 * for instance the width of an attention window, adds a row.
 */
enum Dimension {
    LAYERS(ModelSpec::layers),
    HEADS(ModelSpec::heads),
    KV_HEADS(ModelSpec::kvHeads),
    HEAD_DIM(ModelSpec::headDim);

    private final ToIntFunction<ModelSpec> value;

    Dimension(ToIntFunction<ModelSpec> value) {
        this.value = value;
    }

    /** The program's {@code dims}. */
    static long[] of(ModelSpec spec) {
        return Arrays.stream(values())
                .mapToLong(dimension -> dimension.value.applyAsInt(spec))
                .toArray();
    }
}

package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;

/**
 * Tokens whose log-probabilities are asked for, on the device.
 *
 * @param rows [R] int64, rows of the hidden states that predict them
 * @param tokens [R] int64
 * @param inverseTemperatures [R] float32, 1 / τ of each
 * @param tempered whether any temperature differs from 1
 */
record Targets(NDArray rows, NDArray tokens, NDArray inverseTemperatures, boolean tempered) {

    static Targets of(long[] rows, long[] tokens, float[] temperatures, NDManager scope) {
        return of(rows, tokens, temperatures, rows.length, scope);
    }

    /** Brought to {@code size} targets by some that nobody reads. */
    static Targets of(long[] rows, long[] tokens, float[] temperatures, int size, NDManager scope) {
        float[] inverse = new float[size];
        boolean tempered = false;
        for (int i = 0; i < temperatures.length; i++) {
            inverse[i] = 1 / temperatures[i];
            tempered |= temperatures[i] != 1;
        }
        return new Targets(
                scope.create(Arrays.copyOf(rows, size)),
                scope.create(Arrays.copyOf(tokens, size)),
                scope.create(inverse),
                tempered);
    }
}

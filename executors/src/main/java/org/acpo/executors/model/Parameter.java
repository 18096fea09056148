package org.acpo.executors.model;

/**
 * A parameter of a model, by the name and in the shape of Hugging Face.
 *
 * @param columns 0 for a vector
 */
public record Parameter(String name, Kind kind, int rows, int columns) {

    /** What a parameter is to initialisation, weight decay and LoRA. */
    public enum Kind {
        MATRIX,
        NORM,
        BIAS
    }

    /** Its shape: one number for a vector, two for a matrix. */
    public long[] shape() {
        return columns == 0 ? new long[] {rows} : new long[] {rows, columns};
    }

    /** Number of values. */
    public long elements() {
        return (long) rows * Math.max(columns, 1);
    }
}

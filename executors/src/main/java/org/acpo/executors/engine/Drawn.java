package org.acpo.executors.engine;

import ai.djl.ndarray.NDList;

/** Tokens that R rows drew, step after step: the draw of row r in step s has index s · R + r. */
public final class Drawn {
    private final int rows;
    private final long[] tokens;
    private final float[] numbers;

    private Drawn(int rows, long[] tokens, float[] numbers) {
        this.rows = rows;
        this.tokens = tokens;
        this.numbers = numbers;
    }

    /** From tokens [steps, R] and numbers [steps, 3, R]. */
    static Drawn of(NDList tensors) {
        int rows = (int) tensors.get(0).getShape().get(1);
        return new Drawn(rows, tensors.get(0).toLongArray(), tensors.get(1).toFloatArray());
    }

    /** Number of draws. */
    public int size() {
        return tokens.length;
    }

    /** The token of draw i. */
    public int token(int i) {
        return (int) tokens[i];
    }

    /** Log-probability of that token under the tempered distribution over the whole vocabulary. */
    public float logProb(int i) {
        return number(i, 0);
    }

    /** Entropy of the distribution at temperature 1, in nats. */
    public float entropy(int i) {
        return number(i, 1);
    }

    /** Log-probability of the probe token at temperature 1; without meaning if there is none. */
    public float probeLogProb(int i) {
        return number(i, 2);
    }

    private float number(int i, int which) {
        return numbers[(i / rows * 3 + which) * rows + i % rows];
    }
}

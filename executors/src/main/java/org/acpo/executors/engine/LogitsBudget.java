package org.acpo.executors.engine;

/** How many rows of logits may exist at once. */
record LogitsBudget(int megabytes) {
    /** Buffers of a chunk's size that live at once: logits, log-softmax and two temporaries. */
    private static final int BUFFERS = 4;

    /** Rows of a chunk, at least one. */
    int chunk(int vocabSize) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, rows(vocabSize) / BUFFERS));
    }

    /** Whether log-softmax of all rows may stay until the backward pass: when they are one chunk. */
    boolean keepsAll(long rows, int vocabSize) {
        return rows <= chunk(vocabSize);
    }

    private long rows(int vocabSize) {
        return ((long) megabytes << 20) / ((long) vocabSize * Float.BYTES);
    }
}

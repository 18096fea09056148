package org.acpo.executors.engine;

/** How many rows of logits may exist at once. */
record LogitsBudget(int megabytes) {
    /** Buffers of a chunk's size that live at once: logits, log-softmax and two temporaries. */
    private static final int BUFFERS = 4;

    /** With this many rows the head's product is as fast as with more, and the steps after it still find them in a cache. */
    private static final int ENOUGH = 512;

    /** Rows of a chunk, at least one. */
    int chunk(int vocabSize) {
        return (int) Math.max(1, Math.min(ENOUGH, rows(vocabSize)));
    }

    /** Whether log-softmax of all rows may stay until the backward pass. */
    boolean keepsAll(long rows, int vocabSize) {
        return rows <= rows(vocabSize);
    }

    private long rows(int vocabSize) {
        return ((long) megabytes << 20) / ((long) vocabSize * Float.BYTES) / BUFFERS;
    }
}

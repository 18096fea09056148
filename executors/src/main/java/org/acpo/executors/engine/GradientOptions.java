package org.acpo.executors.engine;

import java.io.Serializable;

/**
 * How gradients are computed, for the same result up to rounding.
 *
 * @param tokensPerPack token budget of the forward and backward passes that run side by side
 * @param logitsMemoryMb bound on logits held at once
 * @param workers threads that compute packs side by side, each with one processor thread for its kernels and with a gradient of
 *     its own, which are added up in the end; 1 computes one pack after another with all processor threads
 * @param recompute whether a layer's intermediate results are computed a second time instead of being kept
 */
public record GradientOptions(int tokensPerPack, int logitsMemoryMb, int workers, boolean recompute)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Below this many parameters a policy gains from workers; the products of a larger one keep all threads busy. */
    private static final long SMALL = 30_000_000;

    /** Each worker holds a gradient. */
    private static final int MOST = 8;

    public GradientOptions {
        if (workers < 1) {
            throw new IllegalArgumentException(workers + " workers");
        }
    }

    /** One pack after another, everything kept. */
    public static GradientOptions plain(int tokensPerPack, int logitsMemoryMb) {
        return new GradientOptions(tokensPerPack, logitsMemoryMb, 1, false);
    }

    /** A worker for each processor thread, eight at most, for a policy below 30 million parameters; one for a larger one. */
    public static int workers(long parameters, int threads) {
        return parameters < SMALL ? Math.min(threads, MOST) : 1;
    }
}

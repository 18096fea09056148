package org.acpo.executors.engine;

import java.io.Serializable;

/**
 * How gradients are computed, for the same result up to rounding.
 *
 * @param tokensPerPack most tokens of the forward and backward passes that run side by side
 * @param logitsMemoryMb most memory for logits at any time
 * @param workers threads that compute packs side by side. Each runs its kernels on one processor thread and sums a gradient of
 *     its own; these are added up in the end. With 1, packs follow one another and each has all processor threads
 * @param recompute whether a layer's intermediate results are computed a second time instead of being kept
 */
public record GradientOptions(int tokensPerPack, int logitsMemoryMb, int workers, boolean recompute)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Below this many parameters workers pay; above, a single matrix product keeps all processor threads busy. */
    private static final long SMALL = 30_000_000;

    /** Each worker holds a gradient, so that more would cost memory. */
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

    /** One worker a processor thread, at most eight, for a policy of fewer than 30 million parameters; else one. */
    public static int workers(long parameters, int threads) {
        return parameters < SMALL ? Math.min(threads, MOST) : 1;
    }
}

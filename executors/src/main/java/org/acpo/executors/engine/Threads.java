package org.acpo.executors.engine;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** How many processor threads native kernels use. */
public final class Threads {
    private Threads() {}

    /**
     * Limits the kernels of this process to {@code count} threads; an executor with several task slots divides its cores
     * among them. Results in float32 may differ in rounding between counts.
     */
    public static void limit(int count) {
        Engine.getEngine("PyTorch");
        NativeCalls.guarded(() -> {
            JniUtils.setNumThreads(count);
            return count;
        });
    }

    /** The present limit. */
    public static int limit() {
        Engine.getEngine("PyTorch");
        return JniUtils.getNumThreads();
    }
}

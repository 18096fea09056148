package org.acpo.executors.engine;

/** Temperatures as the program takes them. */
final class Temperatures {
    private Temperatures() {}

    static float[] inverse(float[] temperatures) {
        float[] inverse = new float[temperatures.length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = 1 / temperatures[i];
        }
        return inverse;
    }

    /** Whether any differs from 1. */
    static boolean areUsed(float[] temperatures) {
        for (float temperature : temperatures) {
            if (temperature != 1) {
                return true;
            }
        }
        return false;
    }
}

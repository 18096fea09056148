package org.acpo.executors.engine;

import org.acpo.executors.model.ModelSpec.Llama3Scaling;
import org.acpo.executors.model.ModelSpec.Rope;

/** Rotary frequencies, computed in double precision. */
final class Rotary {
    private Rotary() {}

    /** The {@code headDim / 2} inverse frequencies θ^(−2i/d), scaled as Llama 3 does if {@code rope} says so. */
    static float[] inverseFrequencies(Rope rope, int headDim) {
        float[] frequencies = new float[headDim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double frequency = Math.pow(rope.theta(), -2.0 * i / headDim);
            Llama3Scaling scaling = rope.scaling();
            frequencies[i] = (float) (scaling == null ? frequency : scaled(frequency, scaling));
        }
        return frequencies;
    }

    /** Long wavelengths are slowed by the factor, short ones kept, those between interpolated (Llama 3.1). */
    private static double scaled(double frequency, Llama3Scaling scaling) {
        double turns = scaling.originalMaxPositions() * frequency / (2 * Math.PI);
        double kept = (turns - scaling.lowFreqFactor()) / (scaling.highFreqFactor() - scaling.lowFreqFactor());
        double share = Math.min(1, Math.max(0, kept));
        return share * frequency + (1 - share) * frequency / scaling.factor();
    }
}

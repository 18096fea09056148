package org.acpo.executors.sampling;

/**
 * How responses are drawn.
 *
 * @param maxNewTokens bound on a response's length, beside the model's context
 * @param topP nucleus: the most probable tokens up to the one with which their sum reaches this share; 1 = off
 * @param topK only this many most probable tokens, before the nucleus is taken; 0 = off. Tokens exactly as probable as
 *     the last one kept stay too
 * @param stopTokens a response ends with the first of these, which belongs to it
 * @param slots rows decoded together, at most
 * @param probeToken token whose log-probability at τ = 1 is recorded at each position; −1 = none
 * @param deterministic see {@link Sampler}
 */
public record SamplingOptions(
        int maxNewTokens,
        double topP,
        int topK,
        int[] stopTokens,
        int slots,
        int probeToken,
        boolean deterministic,
        Uniforms uniforms) {
    public SamplingOptions {
        if (maxNewTokens < 1 || slots < 1) {
            throw new IllegalArgumentException(
                    "maxNewTokens " + maxNewTokens + " and slots " + slots + " must be positive");
        }
        if (!(topP > 0)) {
            throw new IllegalArgumentException("topP " + topP + " is not above 0");
        }
    }

    boolean stopsAt(int token) {
        for (int stop : stopTokens) {
            if (stop == token) {
                return true;
            }
        }
        return false;
    }
}

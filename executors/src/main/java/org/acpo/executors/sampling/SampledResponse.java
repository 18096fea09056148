package org.acpo.executors.sampling;

/**
 * One response of T tokens; the arrays have T entries.
 *
 * @param temperature as requested
 * @param tokens the stop token included if one ended it
 * @param logProbs log π(y_t | x, y_&lt;t) under softmax(logits / τ) over the whole vocabulary, which method.md calls the
 *     policy; top-k and top-p restrict what is drawn but do not renormalise this. At τ = 1 when the temperature is 0
 * @param entropies of the distribution that y_t was drawn from, nats, τ = 1, whole vocabulary (method.md section 2)
 * @param probeLogProbs log-probability at τ = 1 that the probe token stands in y_t's place; empty without a probe token
 * @param truncated whether a length limit ended it and not a stop token
 */
public record SampledResponse(
        String problemId,
        int rolloutIndex,
        float temperature,
        int[] tokens,
        float[] logProbs,
        float[] entropies,
        float[] probeLogProbs,
        boolean truncated) {}

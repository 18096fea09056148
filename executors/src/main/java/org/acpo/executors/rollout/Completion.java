package org.acpo.executors.rollout;

import org.acpo.executors.sampling.SampledResponse;

/**
 * A response that is not judged.
 *
 * @param logProb of the whole response under the policy at its temperature (1 when that is 0)
 * @param entropy in nats at τ = 1, mean over the response's tokens
 */
public record Completion(String text, double logProb, double entropy) {
    static Completion of(SampledResponse response, String text) {
        return new Completion(text, sum(response.logProbs()), sum(response.entropies()) / response.entropies().length);
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}

package org.acpo.executors.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * What a sampling call gave.
 *
 * @param responses in the order of the requests, and within one of its rollout indices
 * @param prefillTokens prompt tokens that were computed, once a group
 * @param decodeTokens response tokens
 */
public record SamplingResult(List<SampledResponse> responses, long prefillTokens, long decodeTokens) {
    SamplingResult plus(SamplingResult other) {
        List<SampledResponse> both = new ArrayList<>(responses);
        both.addAll(other.responses);
        return new SamplingResult(both, prefillTokens + other.prefillTokens, decodeTokens + other.decodeTokens);
    }
}

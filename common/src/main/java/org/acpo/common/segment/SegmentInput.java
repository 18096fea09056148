package org.acpo.common.segment;

import java.util.List;

/**
 * What a segmenter may look at, T values each.
 *
 * @param entropies H_t in nats at τ = 1
 * @param probeLogProbs at t, log π(first probe token | x, y_&lt;t) at τ = 1: would the policy begin the probe here?
 *     Empty when it was not recorded.
 * @param pieces the text of each token, decoded alone
 */
public record SegmentInput(float[] entropies, float[] probeLogProbs, List<String> pieces) {

    /** T, the number of response tokens. */
    public int length() {
        return entropies.length;
    }
}

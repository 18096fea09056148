package org.acpo.common.rollout;

import java.io.Serializable;

/**
 * Neighbouring tokens of a rollout that have one author. What the policy wrote is learned from; what it was given, by a tool or an
 * environment, is seen and never learned from.
 */
public sealed interface Span extends Serializable {
    /** Token ids. */
    int[] tokens();

    /**
     * Tokens that the policy wrote. The arrays have one entry a token.
     *
     * @param logProbs behaviour log-probabilities under the tempered distribution
     * @param entropies in nats at τ = 1 over the whole vocabulary (method.md section 2)
     */
    record Written(int[] tokens, float[] logProbs, float[] entropies) implements Span {
        public Written {
            if (logProbs.length != tokens.length || entropies.length != tokens.length) {
                throw new IllegalArgumentException(tokens.length + " tokens with " + logProbs.length
                        + " log-probabilities and " + entropies.length + " entropies");
            }
        }
    }

    /** Tokens that the policy was given. */
    record Given(int[] tokens) implements Span {}
}

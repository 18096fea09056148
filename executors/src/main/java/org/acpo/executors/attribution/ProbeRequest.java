package org.acpo.executors.attribution;

/**
 * A response to be probed after each of its K segments and before the first.
 *
 * @param promptTokens x, at least one token; neighbouring requests with equal prompts share its computation
 * @param responseTokens y
 * @param prefixEnds b_1 … b_K, each from 0 to the response's length; b_0 = 0 is added
 * @param probeTokens s, the text that asks for the answer; may be empty
 * @param targets answers a, each at least one token, for instance the gold one and the response's own
 * @param temperature τ of the softmax; 0, greedy, counts as 1
 */
public record ProbeRequest(
        int[] promptTokens,
        int[] responseTokens,
        int[] prefixEnds,
        int[] probeTokens,
        int[][] targets,
        float temperature) {
    public ProbeRequest {
        for (int end : prefixEnds) {
            if (end < 0 || end > responseTokens.length) {
                throw new IllegalArgumentException(
                        "prefix end " + end + " is outside a response of " + responseTokens.length + " tokens");
            }
        }
        for (int[] target : targets) {
            if (target.length == 0) {
                throw new IllegalArgumentException("a target needs at least one token");
            }
        }
        if (promptTokens.length == 0) {
            throw new IllegalArgumentException("a prompt needs at least one token");
        }
    }

    /** Tokens to compute: the response, and behind each of K + 1 prefixes the probe and the targets. */
    public int tokens() {
        int probe = probeTokens.length;
        for (int[] target : targets) {
            probe += target.length - 1;
        }
        return responseTokens.length + (segments() + 1) * probe;
    }

    /** K. */
    int segments() {
        return prefixEnds.length;
    }

    /** b_k for k from 0 to K. */
    int prefixEnd(int k) {
        return k == 0 ? 0 : prefixEnds[k - 1];
    }
}

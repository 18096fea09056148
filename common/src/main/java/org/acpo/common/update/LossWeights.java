package org.acpo.common.update;

import java.util.Arrays;

/** How token losses become one number (method.md section 6): the loss is Σ_i Σ_t w_i · loss_{i,t}. */
public final class LossWeights {
    private LossWeights() {}

    /**
     * The weight w_i of every token of rollout i, for the S rollouts of one minibatch (one optimizer step, however many
     * packs it is computed in):
     *
     * <ul>
     *   <li>{@code token_mean}: 1 / Σ_j T_j (DAPO; each token counts the same);
     *   <li>{@code sequence_mean}: 1 / (S · T_i) (GRPO as published; each rollout counts the same);
     *   <li>{@code constant}: 1 / (S · C) with C = {@code update.norm_length} (Dr. GRPO).
     * </ul>
     *
     * A rollout without tokens gets 0 and still counts in S.
     *
     * @param lengths T_i of each rollout
     */
    public static double[] of(UpdateConfig config, int[] lengths) {
        double tokens = Arrays.stream(lengths).asLongStream().sum();
        double rollouts = lengths.length;
        return Arrays.stream(lengths)
                .mapToDouble(length -> length == 0
                        ? 0
                        : switch (config.aggregation()) {
                            case TOKEN_MEAN -> 1 / tokens;
                            case SEQUENCE_MEAN -> 1 / (rollouts * length);
                            case CONSTANT -> 1 / (rollouts * config.normLength());
                        })
                .toArray();
    }
}

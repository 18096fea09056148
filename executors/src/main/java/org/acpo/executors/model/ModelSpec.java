package org.acpo.executors.model;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shape of a decoder-only transformer, read from config.json.
 *
 * @param headDim d of one attention head; need not be hidden / heads
 * @param qkvBias whether q, k and v projections carry a bias (Qwen2)
 * @param outputBias whether the attention's output projection carries a bias (Llama with {@code attention_bias})
 * @param qkNorm whether q and k are RMS-normalised per head (Qwen3)
 * @param tiedEmbeddings whether the LM head is the embedding
 * @param eosTokenIds tokens that end a response: those of generation_config.json, then those that config.json adds
 */
public record ModelSpec(
        Architecture architecture,
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        float rmsEps,
        Rope rope,
        boolean qkvBias,
        boolean outputBias,
        boolean qkNorm,
        boolean tiedEmbeddings,
        int maxPositions,
        List<Integer> eosTokenIds) {

    /** Families that the policy program computes. */
    public enum Architecture {
        QWEN2,
        QWEN3,
        LLAMA
    }

    /** Rotary embedding: base and, for Llama 3, the frequency scaling (null when there is none). */
    public record Rope(double theta, @Nullable Llama3Scaling scaling) {}

    /** {@code rope_type: llama3}. */
    public record Llama3Scaling(double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions) {}

    /** Rows of the query projection: all heads side by side. */
    public int queryWidth() {
        return heads * headDim;
    }

    /** Rows of the key projection, and of that of values. */
    public int keyWidth() {
        return kvHeads * headDim;
    }

    /** Number of trainable values; a tied LM head is counted once, as transformers counts it. */
    public long parameterCount() {
        long perLayer = Arrays.stream(LayerWeight.values())
                .mapToLong(weight -> elements(weight.parameters(this, 0)))
                .sum();
        long others = Arrays.stream(ModelWeight.values())
                .mapToLong(weight -> elements(weight.parameters(this)))
                .sum();
        return layers * perLayer + others;
    }

    private static long elements(List<Parameter> parameters) {
        return parameters.stream().mapToLong(Parameter::elements).sum();
    }
}

package org.acpo.executors.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shape of a decoder-only transformer, read from config.json.
 *
 * @param headDim d of one attention head; need not be hidden / heads
 * @param qkvBias whether q, k and v projections carry a bias (Qwen2)
 * @param outputBias whether the attention's output projection carries a bias (Llama with {@code attention_bias})
 * @param qkNorm whether q and k are RMS-normalised per head (Qwen3)
 * @param tiedEmbeddings whether the LM head is the embedding
 * @param eosTokenIds tokens that end a response (generation_config first, then config.json)
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

    /** Number of trainable values; a tied LM head is counted once, as transformers counts it. */
    public long parameterCount() {
        long embeddings = (long) vocabSize * hiddenSize * (tiedEmbeddings ? 1 : 2);
        return embeddings + layers * parametersPerLayer() + hiddenSize;
    }

    /** Hugging Face names of all parameters, with their shapes; a tied LM head is none. */
    public Map<String, long[]> parameters() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("model.embed_tokens.weight", new long[] {vocabSize, hiddenSize});
        for (int layer = 0; layer < layers; layer++) {
            addLayer(shapes, "model.layers." + layer + ".");
        }
        shapes.put("model.norm.weight", new long[] {hiddenSize});
        if (!tiedEmbeddings) {
            shapes.put("lm_head.weight", new long[] {vocabSize, hiddenSize});
        }
        return shapes;
    }

    private void addLayer(Map<String, long[]> shapes, String layer) {
        String attention = layer + "self_attn.";
        long queryWidth = (long) heads * headDim;
        long keyWidth = (long) kvHeads * headDim;
        shapes.put(layer + "input_layernorm.weight", new long[] {hiddenSize});
        shapes.put(layer + "post_attention_layernorm.weight", new long[] {hiddenSize});
        shapes.put(attention + "q_proj.weight", new long[] {queryWidth, hiddenSize});
        shapes.put(attention + "k_proj.weight", new long[] {keyWidth, hiddenSize});
        shapes.put(attention + "v_proj.weight", new long[] {keyWidth, hiddenSize});
        shapes.put(attention + "o_proj.weight", new long[] {hiddenSize, queryWidth});
        if (qkvBias) {
            shapes.put(attention + "q_proj.bias", new long[] {queryWidth});
            shapes.put(attention + "k_proj.bias", new long[] {keyWidth});
            shapes.put(attention + "v_proj.bias", new long[] {keyWidth});
        }
        if (outputBias) {
            shapes.put(attention + "o_proj.bias", new long[] {hiddenSize});
        }
        if (qkNorm) {
            shapes.put(attention + "q_norm.weight", new long[] {headDim});
            shapes.put(attention + "k_norm.weight", new long[] {headDim});
        }
        shapes.put(layer + "mlp.gate_proj.weight", new long[] {intermediateSize, hiddenSize});
        shapes.put(layer + "mlp.up_proj.weight", new long[] {intermediateSize, hiddenSize});
        shapes.put(layer + "mlp.down_proj.weight", new long[] {hiddenSize, intermediateSize});
    }

    private long parametersPerLayer() {
        long hidden = hiddenSize;
        long queryWidth = (long) heads * headDim;
        long keyValueWidth = 2L * kvHeads * headDim;
        long attention = hidden * (queryWidth + keyValueWidth) + queryWidth * hidden;
        long biases = (qkvBias ? queryWidth + keyValueWidth : 0) + (outputBias ? hidden : 0);
        long headNorms = qkNorm ? 2L * headDim : 0;
        long layerNorms = 2 * hidden;
        return attention + biases + headNorms + 3 * hidden * intermediateSize + layerNorms;
    }
}

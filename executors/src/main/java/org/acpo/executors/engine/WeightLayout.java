package org.acpo.executors.engine;

import java.util.ArrayList;
import java.util.List;
import org.acpo.executors.model.ModelSpec;

/**
 * Where the program's weights come from: each of its tensors is the row-wise stack of Hugging Face parameters, so that
 * one matrix product serves q, k and v, and one the gate and up projections. A model's parts that do not exist are slots
 * without parts.
 *
 * @param slots in the program's order, {@code 10 · layers + 3} of them for all weights; see {@link LoraLayout} for adapters
 */
record WeightLayout(List<Slot> slots) {
    /** A Hugging Face parameter; {@code columns} is 0 for a vector. */
    record Part(String name, int rows, int columns) {
        long[] shape() {
            return columns == 0 ? new long[] {rows} : new long[] {rows, columns};
        }

        long elements() {
            return (long) rows * Math.max(columns, 1);
        }
    }

    /** A tensor of the program; {@code decayed} is false for biases and norms. */
    record Slot(List<Part> parts, boolean decayed) {
        boolean isEmpty() {
            return parts.isEmpty();
        }

        long elements() {
            return parts.stream().mapToLong(Part::elements).sum();
        }

        long[] shape() {
            int rows = parts.stream().mapToInt(Part::rows).sum();
            return isEmpty() ? new long[] {0} : new Part("", rows, parts.get(0).columns()).shape();
        }
    }

    static WeightLayout of(ModelSpec spec) {
        List<Slot> slots = new ArrayList<>();
        for (int layer = 0; layer < spec.layers(); layer++) {
            addLayer(slots, spec, "model.layers." + layer + ".");
        }
        slots.add(matrix(new Part("model.embed_tokens.weight", spec.vocabSize(), spec.hiddenSize())));
        slots.add(vector(new Part("model.norm.weight", spec.hiddenSize(), 0)));
        slots.add(
                spec.tiedEmbeddings()
                        ? matrix()
                        : matrix(new Part("lm_head.weight", spec.vocabSize(), spec.hiddenSize())));
        for (int layer = 0; layer < spec.layers(); layer++) {
            String name = "model.layers." + layer + ".self_attn.o_proj.bias";
            slots.add(spec.outputBias() ? vector(new Part(name, spec.hiddenSize(), 0)) : vector());
        }
        return new WeightLayout(List.copyOf(slots));
    }

    /** Number of the embedding's slot in the layout of all weights. */
    int embedding() {
        return (slots.size() - 3) / 10 * 9;
    }

    /** Number of the LM head's slot, which is empty if it is tied to the embedding. */
    int head() {
        return embedding() + 2;
    }

    private static void addLayer(List<Slot> slots, ModelSpec spec, String layer) {
        int hidden = spec.hiddenSize();
        int q = spec.heads() * spec.headDim();
        int kv = spec.kvHeads() * spec.headDim();
        int inner = spec.intermediateSize();
        String attention = layer + "self_attn.";
        slots.add(vector(new Part(layer + "input_layernorm.weight", hidden, 0)));
        slots.add(matrix(
                new Part(attention + "q_proj.weight", q, hidden),
                new Part(attention + "k_proj.weight", kv, hidden),
                new Part(attention + "v_proj.weight", kv, hidden)));
        slots.add(
                spec.qkvBias()
                        ? vector(
                                new Part(attention + "q_proj.bias", q, 0),
                                new Part(attention + "k_proj.bias", kv, 0),
                                new Part(attention + "v_proj.bias", kv, 0))
                        : vector());
        slots.add(spec.qkNorm() ? vector(new Part(attention + "q_norm.weight", spec.headDim(), 0)) : vector());
        slots.add(spec.qkNorm() ? vector(new Part(attention + "k_norm.weight", spec.headDim(), 0)) : vector());
        slots.add(matrix(new Part(attention + "o_proj.weight", hidden, q)));
        slots.add(vector(new Part(layer + "post_attention_layernorm.weight", hidden, 0)));
        slots.add(matrix(
                new Part(layer + "mlp.gate_proj.weight", inner, hidden),
                new Part(layer + "mlp.up_proj.weight", inner, hidden)));
        slots.add(matrix(new Part(layer + "mlp.down_proj.weight", hidden, inner)));
    }

    private static Slot matrix(Part... parts) {
        return new Slot(List.of(parts), true);
    }

    private static Slot vector(Part... parts) {
        return new Slot(List.of(parts), false);
    }
}

package org.acpo.executors.model;

import static org.acpo.executors.model.ParameterShape.bias;
import static org.acpo.executors.model.ParameterShape.matrix;
import static org.acpo.executors.model.ParameterShape.norm;

import java.util.List;
import java.util.function.Predicate;
import org.acpo.executors.model.Parameter.Kind;

/**
 * The tensors of a layer, in the order in which the policy program takes them. Each is the row-wise stack of the parameters
 * named here, so that one matrix product serves q, k and v, and one gate and up. A model may lack one; it keeps its place and
 * is empty.
 *
 * <p>This table is the only place that knows a layer's weights. Loading, checkpoints, LoRA, parameter counts and the constants
 * in the program's source follow from it, so a family that has one more norm or bias adds a row and its use in the program.
 */
public enum LayerWeight {
    INPUT_NORM(norm("input_layernorm", ModelSpec::hiddenSize)),
    QKV(
            matrix("self_attn.q_proj", ModelSpec::queryWidth, ModelSpec::hiddenSize),
            matrix("self_attn.k_proj", ModelSpec::keyWidth, ModelSpec::hiddenSize),
            matrix("self_attn.v_proj", ModelSpec::keyWidth, ModelSpec::hiddenSize)),
    QKV_BIAS(
            ModelSpec::qkvBias,
            bias("self_attn.q_proj", ModelSpec::queryWidth),
            bias("self_attn.k_proj", ModelSpec::keyWidth),
            bias("self_attn.v_proj", ModelSpec::keyWidth)),
    Q_NORM(ModelSpec::qkNorm, norm("self_attn.q_norm", ModelSpec::headDim)),
    K_NORM(ModelSpec::qkNorm, norm("self_attn.k_norm", ModelSpec::headDim)),
    O(matrix("self_attn.o_proj", ModelSpec::hiddenSize, ModelSpec::queryWidth)),
    O_BIAS(ModelSpec::outputBias, bias("self_attn.o_proj", ModelSpec::hiddenSize)),
    POST_NORM(norm("post_attention_layernorm", ModelSpec::hiddenSize)),
    GATE_UP(
            matrix("mlp.gate_proj", ModelSpec::intermediateSize, ModelSpec::hiddenSize),
            matrix("mlp.up_proj", ModelSpec::intermediateSize, ModelSpec::hiddenSize)),
    DOWN(matrix("mlp.down_proj", ModelSpec::hiddenSize, ModelSpec::intermediateSize));

    private static final List<LayerWeight> ALL = List.of(values());

    private final Predicate<ModelSpec> present;
    private final List<ParameterShape> stacked;

    LayerWeight(ParameterShape... stacked) {
        this(spec -> true, stacked);
    }

    LayerWeight(Predicate<ModelSpec> present, ParameterShape... stacked) {
        this.present = present;
        this.stacked = List.of(stacked);
    }

    /** How many tensors a layer has. */
    public static int perLayer() {
        return ALL.size();
    }

    /** Place of a layer's tensor among those of all layers. */
    public int place(int layer) {
        return layer * perLayer() + ordinal();
    }

    /** The parameters stacked in a layer's tensor, none if the model lacks it. */
    public List<Parameter> parameters(ModelSpec spec, int layer) {
        if (!present.test(spec)) {
            return List.of();
        }
        String prefix = "model.layers." + layer + ".";
        return stacked.stream().map(shape -> shape.of(spec, prefix)).toList();
    }

    /** How many matrices are stacked here; each can have an adapter of LoRA. */
    public int matrices() {
        return (int)
                stacked.stream().filter(shape -> shape.kind() == Kind.MATRIX).count();
    }

    /** How many matrices a layer has before this tensor. */
    public int matricesBefore() {
        return ALL.subList(0, ordinal()).stream()
                .mapToInt(LayerWeight::matrices)
                .sum();
    }

    /** How many matrices a layer has. */
    public static int matricesPerLayer() {
        return ALL.stream().mapToInt(LayerWeight::matrices).sum();
    }
}

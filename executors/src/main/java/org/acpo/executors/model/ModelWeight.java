package org.acpo.executors.model;

import java.util.List;
import java.util.function.Predicate;

/** The tensors of a model that belong to no layer, in the order in which the policy program takes them after those of the layers. */
public enum ModelWeight {
    EMBED(ParameterShape.matrix("model.embed_tokens", ModelSpec::vocabSize, ModelSpec::hiddenSize)),
    FINAL_NORM(ParameterShape.norm("model.norm", ModelSpec::hiddenSize)),
    /** Absent where the embedding serves as LM head. */
    LM_HEAD(
            spec -> !spec.tiedEmbeddings(),
            ParameterShape.matrix("lm_head", ModelSpec::vocabSize, ModelSpec::hiddenSize));

    private final Predicate<ModelSpec> present;
    private final ParameterShape shape;

    ModelWeight(ParameterShape shape) {
        this(spec -> true, shape);
    }

    ModelWeight(Predicate<ModelSpec> present, ParameterShape shape) {
        this.present = present;
        this.shape = shape;
    }

    /** Place of the tensor among all of a model. */
    public int place(ModelSpec spec) {
        return spec.layers() * LayerWeight.perLayer() + ordinal();
    }

    /** Its parameter, or none if the model lacks it. */
    public List<Parameter> parameters(ModelSpec spec) {
        return present.test(spec) ? List.of(shape.of(spec, "")) : List.of();
    }
}

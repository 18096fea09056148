package org.acpo.driver.plan;

import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.engine.LoraLayout;
import org.acpo.executors.model.ModelSpec;

/** Bytes of the parts of a run; P is the number of parameters, A that of the values of LoRA's adapters. */
record PlannedBytes(ModelSpec model, TrainConfig config) {
    private static final int FLOAT = 4;

    /** Buffers in the size of a chunk of logits that live at once while sampling: logits, log-softmax, sorted, cumulated. */
    private static final int SAMPLING_BUFFERS = 4;

    /** Bytes of a value in the format of the matrix work. */
    int width() {
        return config.model().dtype() == Dtype.FLOAT32 ? FLOAT : 2;
    }

    long computeWeights() {
        return model.parameterCount() * width();
    }

    boolean hasAdapters() {
        return config.model().lora().isOn();
    }

    /** Values that have gradient and optimizer state. */
    long trained() {
        return hasAdapters() ? LoraLayout.parameterCount(model, config.model().lora()) : model.parameterCount();
    }

    /** What stands for {@link #trained} in explanations. */
    String trainedName() {
        return hasAdapters() ? "A" : "P";
    }

    /** One float32 value for each trained one. */
    long perTrained() {
        return trained() * FLOAT;
    }

    /** float32 masters exist beside compute weights of another format alone. */
    long masters() {
        return width() == FLOAT ? 0 : perTrained();
    }

    /** Adapters in the format of the matrix work; 0 without LoRA. */
    long adapters() {
        return hasAdapters() ? trained() * width() : 0;
    }

    /** The base's matrices that have adapters, which executors keep beside the merged ones; 0 without LoRA. */
    long adaptedBase() {
        return hasAdapters() ? LoraLayout.adaptedCount(model, config.model().lora()) * width() : 0;
    }

    /** The policy of the KL term where the driver holds it: with LoRA other adapters on the same base. */
    long reference() {
        return hasAdapters() ? adapters() : computeWeights();
    }

    /** A policy version as it is published. */
    long refresh() {
        return hasAdapters() ? perTrained() : computeWeights();
    }

    /** Keys and values of all slots, each as long as a response at its limit after a prompt of {@code prompt} tokens. */
    long keyValues(int prompt) {
        long position = 2L * model.layers() * model.kvHeads() * model.headDim() * width();
        return position * config.rollout().slots() * (prompt + config.rollout().maxNewTokens());
    }

    long samplingLogits() {
        return (long) SAMPLING_BUFFERS * FLOAT * config.rollout().slots() * model.vocabSize();
    }

    /** Hidden values of one pass without gradients: a few layers' worth at a time. */
    long inferenceActivations() {
        return (long) width() * config.update().tokensPerPack() * valuesPerLayer();
    }

    /** What the backward pass of one pack needs: what every layer keeps, or its input alone, and the rest of one layer's values. */
    long trainingActivations() {
        long kept = config.update().recompute()
                ? (long) model.hiddenSize() * model.layers()
                : keptPerLayer() * model.layers() - keptPerLayer();
        return (long) width() * config.update().tokensPerPack() * (kept + valuesPerLayer());
    }

    String trainingActivationsName() {
        return config.update().recompute()
                ? "inputs of layers, and one layer's"
                : "what every layer keeps, and one layer's";
    }

    long logits() {
        return (long) config.update().logitsMemoryMb() << 20;
    }

    /**
     * Values of a token in a layer: both norms with their inputs (4 hidden), q, k and v as projected, rotated, and
     * gathered, keys and values expanded to the query heads, the output twice, gate, up and their product.
     */
    private long valuesPerLayer() {
        long q = (long) model.heads() * model.headDim();
        long kv = (long) model.kvHeads() * model.headDim();
        return 4L * model.hiddenSize() + 7 * q + 5 * kv + 3L * model.intermediateSize();
    }

    /** Those that the backward pass does not compute again: all but the results of both norms and the product of gate and up. */
    private long keptPerLayer() {
        return valuesPerLayer() - 2L * model.hiddenSize() - model.intermediateSize();
    }

    /** Rollouts of a step, all levels. */
    long rollouts() {
        return (long) config.rollout().promptsPerStep() * config.rollout().samplesPerPrompt();
    }

    /** Whether some curriculum stage has a KL term, for which a second policy is held. */
    boolean hasReference() {
        return config.update().kl().coefficient() > 0
                && !config.update().kl().stages().isEmpty();
    }
}

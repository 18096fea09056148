package org.acpo.common.update;

import java.io.Serializable;
import org.acpo.common.config.Require;

/** Section {@code optimizer}: AdamW with global-norm clipping and a learning-rate schedule. */
public record OptimizerConfig(
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        boolean decayAll,
        double clipNorm,
        Schedule schedule,
        int warmupSteps,
        double finalRatio)
        implements Serializable {

    /** Shape of the learning rate after warm-up, down to {@code finalRatio} of its peak at the last step. */
    public enum Schedule {
        CONSTANT,
        LINEAR,
        COSINE
    }

    public OptimizerConfig {
        Require.notNegative(learningRate, "optimizer.learning_rate");
        Require.that(beta1 >= 0 && beta1 < 1, "optimizer.beta1", beta1, "in [0, 1)");
        Require.that(beta2 >= 0 && beta2 < 1, "optimizer.beta2", beta2, "in [0, 1)");
        Require.positive(epsilon, "optimizer.epsilon");
        Require.notNegative(weightDecay, "optimizer.weight_decay");
        Require.positive(clipNorm, "optimizer.clip_norm");
        Require.atLeast(warmupSteps, 0, "optimizer.warmup_steps");
        Require.between(finalRatio, 0, 1, "optimizer.final_ratio");
    }
}

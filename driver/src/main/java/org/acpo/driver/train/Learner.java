package org.acpo.driver.train;

import ai.djl.Device;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.engine.Threads;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.tokenizer.Tokenizer;

/**
 * The policy that learns, on the driver.
 *
 * @param model what checkpoints write beside the weights
 * @param mode who computes its gradients
 */
record Learner(ModelFolder model, Tokenizer tokenizer, Device device, PolicyTrainer trainer, UpdateMode mode) {

    /** Gives the driver's thread its share of the processor; sampling tasks in the same JVM may have changed it. */
    void limitThreads(TrainConfig config) {
        if (!device.isGpu()) {
            int threads = config.update().threads();
            Threads.limit(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
        }
    }
}

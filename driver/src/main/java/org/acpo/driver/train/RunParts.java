package org.acpo.driver.train;

import ai.djl.Device;
import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.RunFolder;
import org.acpo.common.update.LoraConfig;
import org.acpo.common.update.UpdateConfig.Mode;
import org.acpo.driver.checkpoint.Checkpoints;
import org.acpo.driver.checkpoint.MetricsLog;
import org.acpo.driver.evaluate.Evaluator;
import org.acpo.driver.rollout.RolloutWriter;
import org.acpo.driver.rollout.StepSampler;
import org.acpo.driver.spark.DealtJob;
import org.acpo.driver.track.Trackers;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.engine.Threads;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.WeightStore;
import org.acpo.executors.tokenizer.Tokenizer;

/** What a training run is made of; {@link TrainingRun} puts it together, {@link TrainingLoop} uses it. */
record RunParts(
        TrainConfig config,
        RunFolder folder,
        List<Problem> train,
        List<Problem> heldOut,
        ModelFolder model,
        Tokenizer tokenizer,
        Device device,
        PolicyTrainer trainer,
        UpdateMode updateMode,
        ReplicaSpec replica,
        DealtJob job,
        StepSampler sampler,
        Evaluator evaluator,
        RolloutWriter rollouts,
        WeightStore weights,
        Checkpoints checkpoints,
        MetricsLog metrics,
        Trackers trackers) {

    /** Scores under the policy of a published version, which is held on the driver unless executors do the update. */
    GroupScores reference(int version) {
        if (config.update().mode() == Mode.EXECUTORS) {
            return new ExecutorScores(config, job, replica.at(version), "reference scores");
        }
        LoraConfig lora = config.model().lora();
        Policy policy = lora.isOn()
                ? trainer.pinned(lora, weights.read(version))
                : Policy.serve(
                        model.spec(), weights.read(version), config.model().dtype(), device);
        return new DriverScores(policy, trainer.scorer(policy));
    }

    /** Gives the driver's thread its share of the processor; sampling tasks in the same JVM may have changed it. */
    void limitThreads() {
        if (!device.isGpu()) {
            int threads = config.update().threads();
            Threads.limit(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
        }
    }
}

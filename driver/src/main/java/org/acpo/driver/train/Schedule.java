package org.acpo.driver.train;

import java.util.List;
import org.acpo.common.curriculum.EpochPlan;
import org.acpo.common.curriculum.RunPosition;
import org.acpo.common.curriculum.Stages;
import org.acpo.common.recipe.TrainConfig;

/** When what happens in a run: its steps and epochs, and after which steps it evaluates and saves. */
record Schedule(TrainConfig config, int stepsPerEpoch, int totalSteps) {

    /** @param problems to train on */
    static Schedule of(TrainConfig config, int problems) {
        int perEpoch =
                EpochPlan.steps(config.curriculum(), problems, config.rollout().promptsPerStep());
        return new Schedule(
                config, perEpoch, Math.multiplyExact(config.curriculum().epochs(), perEpoch));
    }

    /**
     * The step after {@code done} steps.
     *
     * @param heldOut held-out pass@1 of every evaluation so far, which may decide the stage
     */
    RunPosition next(int done, List<Double> heldOut) {
        int epoch = done / stepsPerEpoch;
        return new RunPosition(epoch, done + 1, Stages.stage(config.curriculum(), epoch, heldOut));
    }

    /** Before the first step. */
    RunPosition start(List<Double> heldOut) {
        return new RunPosition(0, 0, Stages.stage(config.curriculum(), 0, heldOut));
    }

    boolean isEvaluated(int step) {
        int every = config.evaluation().every();
        return step == totalSteps || (every > 0 && step % every == 0);
    }

    boolean isSaved(int step) {
        return step == totalSteps || step % config.checkpoint().every() == 0;
    }

    /**
     * Whether the step after this one may be sampled before this one's update. Not where this one is followed by an evaluation, a
     * checkpoint or an epoch, which all need the updated policy; so a run that is resumed goes on as one that never stopped.
     */
    boolean samplesAhead(int step) {
        return config.rollout().overlap() && step % stepsPerEpoch != 0 && !isEvaluated(step) && !isSaved(step);
    }
}

package org.acpo.driver.train;

import java.util.List;
import org.acpo.executors.engine.LossSpec;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.engine.TrainGroup;
import org.acpo.executors.engine.UpdateStats;

/** Where the heavy part of an update is computed ({@code update.mode}). */
interface UpdateMode {
    /** Before a training step; the present weights are published as {@code version}. */
    void begin(int version);

    /** Scores under the weights of {@link #begin}. */
    List<List<Score>> scores(List<ScoreGroup> groups);

    /** As {@link org.acpo.executors.engine.PolicyTrainer#step(List, LossSpec, double)}. */
    UpdateStats step(List<TrainGroup> minibatch, LossSpec loss, double learningRate);
}

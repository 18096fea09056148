package org.acpo.driver.train;

import java.util.List;
import org.acpo.executors.engine.LossSpec;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.engine.TrainGroup;
import org.acpo.executors.engine.UpdateStats;

/** The update on the driver alone. */
record DriverUpdate(PolicyTrainer trainer) implements UpdateMode {
    @Override
    public void begin(int version) {}

    @Override
    public List<List<Score>> scores(List<ScoreGroup> groups) {
        return trainer.scorer(trainer.policy()).groups(groups);
    }

    @Override
    public UpdateStats step(List<TrainGroup> minibatch, LossSpec loss, double learningRate) {
        return trainer.step(minibatch, loss, learningRate);
    }
}

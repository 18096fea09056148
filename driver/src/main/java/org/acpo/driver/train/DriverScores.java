package org.acpo.driver.train;

import java.util.List;
import org.acpo.common.config.TrainConfig;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.engine.Scorer;

/** Scores under a policy on the driver, which this owns. */
record DriverScores(TrainConfig config, Policy policy) implements GroupScores {
    @Override
    public List<List<Score>> of(List<ScoreGroup> groups) {
        return scorer(config, policy).groups(groups);
    }

    static Scorer scorer(TrainConfig config, Policy policy) {
        return new Scorer(
                policy, config.update().tokensPerPack(), config.update().logitsMemoryMb());
    }

    @Override
    public void close() {
        policy.close();
    }
}

package org.acpo.driver.train;

import java.util.List;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.engine.Scorer;

/** Scores under a policy on the driver, which this owns. */
record DriverScores(Policy policy, Scorer scorer) implements GroupScores {
    @Override
    public List<List<Score>> of(List<ScoreGroup> groups) {
        return scorer.groups(groups);
    }

    @Override
    public void close() {
        policy.close();
    }
}

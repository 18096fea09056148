package org.acpo.driver.train;

import java.util.List;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;

/** Scores of responses under one policy, wherever it stands. */
@FunctionalInterface
interface GroupScores extends AutoCloseable {
    /** One list a group, one score a response. */
    List<List<Score>> of(List<ScoreGroup> groups);

    /** Frees the policy if it is held for this alone. */
    @Override
    default void close() {}
}

package org.acpo.common.evaluate;

import java.util.List;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.verify.Verdict;

/** What an evaluation needs of a rollout: how it was judged, its length in tokens, and whether the length limit ended it. */
public record Outcome(Verdict verdict, int length, boolean truncated) {
    /** Of a rollout. */
    public static Outcome of(Rollout rollout) {
        return new Outcome(
                rollout.verdict(), rollout.length(), rollout.response().truncated());
    }

    /** Of each rollout of a group. */
    public static List<Outcome> of(RolloutGroup group) {
        return group.rollouts().stream().map(Outcome::of).toList();
    }
}

package org.acpo.common.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.acpo.common.verify.Verdict;
import org.acpo.common.verify.math.MathEquality;

/**
 * The vote of maj@k: answers that are the same mathematics count together, and so do all right ones. Of equally frequent
 * answers the one given first wins; responses without an answer have no vote.
 */
final class Majority {
    /** Beyond this an answer is a program or a text, and counts with its like by spelling alone. */
    private static final int MAX_LENGTH = 200;

    private Majority() {}

    /** One answer and those that count with it. */
    private record Ballot(String answer, boolean right, int votes) {
        boolean counts(String other, boolean otherRight) {
            if (right || otherRight) {
                return right && otherRight;
            }
            boolean comparable = answer.length() <= MAX_LENGTH && other.length() <= MAX_LENGTH;
            return answer.equals(other) || (comparable && MathEquality.equal(answer, other));
        }
    }

    /** Whether the most frequent answer is right. */
    static boolean isRight(List<Outcome> rollouts) {
        List<Ballot> ballots = new ArrayList<>();
        for (Outcome rollout : rollouts) {
            if (rollout.verdict().extracted() != null) {
                add(rollout.verdict(), ballots);
            }
        }
        Ballot winner = null;
        for (Ballot ballot : ballots) {
            winner = winner == null || ballot.votes > winner.votes ? ballot : winner;
        }
        return winner != null && winner.right;
    }

    private static void add(Verdict verdict, List<Ballot> ballots) {
        String answer = Objects.requireNonNull(verdict.extracted()).strip();
        for (int i = 0; i < ballots.size(); i++) {
            Ballot ballot = ballots.get(i);
            if (ballot.counts(answer, verdict.correct())) {
                ballots.set(i, new Ballot(ballot.answer, ballot.right, ballot.votes + 1));
                return;
            }
        }
        ballots.add(new Ballot(answer, verdict.correct(), 1));
    }
}

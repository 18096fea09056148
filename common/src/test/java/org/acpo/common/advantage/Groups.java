package org.acpo.common.advantage;

import java.util.List;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.problem.Problem;
import org.acpo.common.random.CounterRandom;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Draw;
import org.acpo.common.rollout.Response;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.rollout.Step;
import org.acpo.common.verify.Verdict;

/** Groups for tests. */
final class Groups {
    static final Problem PROBLEM = new Problem("p", "1+1?", "2", null, null, null, null);

    private Groups() {}

    static Rollout rollout(double reward, int[] segmentEnds, float[] entropies, double[] answerLogProbs) {
        int length = entropies.length;
        Verdict verdict =
                new Verdict(reward, reward > 0, null, -1, reward > 0 ? Verdict.Reason.CORRECT : Verdict.Reason.WRONG);
        return new Rollout(
                new Draw("p", 0, 0, 1, 1f),
                Response.written(new int[length], new float[length], entropies, "", false),
                verdict,
                Step.attributed(
                        Step.cut(segmentEnds, entropies), Estimator.GOLD_PROBE, Measure.LOG_PROB, answerLogProbs));
    }

    static RolloutGroup group(Rollout... rollouts) {
        return new RolloutGroup(PROBLEM, new int[] {1}, List.of(rollouts));
    }

    /** A reliability that has measured these correlations, last step first. */
    static Reliability measured(double... correlations) {
        return new Reliability(true, 0.8, correlations, new int[correlations.length]);
    }

    /** Two to nine rollouts with random lengths, steps, entropies, attributions and rewards. */
    static RolloutGroup random(CounterRandom random) {
        Rollout[] rollouts = new Rollout[random.nextInt(2, 9)];
        for (int i = 0; i < rollouts.length; i++) {
            int segments = random.nextInt(1, 5);
            int[] ends = new int[segments];
            double[] logProbs = new double[segments + 1];
            logProbs[0] = -3 * random.nextDouble();
            for (int k = 0; k < segments; k++) {
                ends[k] = (k == 0 ? 0 : ends[k - 1]) + random.nextInt(1, 6);
                logProbs[k + 1] = -3 * random.nextDouble();
            }
            float[] entropies = new float[ends[segments - 1]];
            for (int t = 0; t < entropies.length; t++) {
                entropies[t] = (float) (2 * random.nextDouble());
            }
            rollouts[i] = rollout(random.nextInt(2), ends, entropies, logProbs);
        }
        return group(rollouts);
    }
}

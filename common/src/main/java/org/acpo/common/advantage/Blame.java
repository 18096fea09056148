package org.acpo.common.advantage;

import org.acpo.common.advantage.AttributedBatch.Shares;

/** Puts a failure on one step. */
final class Blame {
    private Blame() {}

    /**
     * The blamed step keeps A_i, the others 1 − λ of it; all keep A_i when nobody is blamed.
     *
     * @param weight λ
     * @param blamed a step of rollout i, or {@link Shares#NOBODY}
     */
    static Shares on(int blamed, AttributedGroup group, int i, double weight) {
        if (blamed == Shares.NOBODY) {
            return OutcomeAlone.shares(group, i);
        }
        double outcome = group.outcome()[i];
        double[] advantages = new double[group.steps(i).size()];
        for (int k = 0; k < advantages.length; k++) {
            advantages[k] = outcome + (k == blamed ? 0 : -weight * outcome);
        }
        return new Shares(advantages, blamed);
    }
}

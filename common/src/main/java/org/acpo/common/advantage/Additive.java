package org.acpo.common.advantage;

import java.util.List;
import org.acpo.common.advantage.AttributedBatch.Shares;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.rollout.Step;

/**
 * Adds to A_i what each step added to the prediction of the answer, as far as attribution has earned it:
 *
 * <pre>
 * S_k = λ · ρ_b(k) · (c_k − mean of c over the group's steps, weighted by their tokens)
 * </pre>
 */
public final class Additive implements CreditRule {
    private final AdvantageConfig config;

    public Additive(AdvantageConfig config) {
        this.config = config;
    }

    @Override
    public CreditedBatch credit(AttributedBatch batch) {
        return batch.credited((group, i) -> shares(group, i, batch.reliability()));
    }

    private Shares shares(AttributedGroup group, int i, Reliability reliability) {
        double[] credits = group.credits()[i];
        double mean = meanCredit(group);
        double[] advantages = new double[group.steps(i).size()];
        for (int k = 0; k < advantages.length; k++) {
            double addition = 0;
            if (credits.length > 0) {
                double rho = reliability.rho(reliability.bucket(k, credits.length));
                addition = config.stepWeight() * rho * (credits[k] - mean);
            }
            advantages[k] = group.outcome()[i] + addition;
        }
        return new Shares(advantages, Shares.NOBODY);
    }

    private static double meanCredit(AttributedGroup group) {
        double sum = 0;
        long tokens = 0;
        for (int i = 0; i < group.size(); i++) {
            List<Step> steps = group.steps(i);
            double[] credits = group.credits()[i];
            for (int k = 0; k < credits.length; k++) {
                sum += steps.get(k).length() * credits[k];
                tokens += steps.get(k).length();
            }
        }
        return tokens == 0 ? 0 : sum / tokens;
    }
}

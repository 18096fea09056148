package org.acpo.common.update;

import org.acpo.common.update.UpdateConfig.Kl.Estimator;

/**
 * Per-token estimators of KL(π ‖ π_ref) from tokens drawn from π (Schulman, "Approximating KL Divergence", 2020;
 * method.md section 5). With r = log π_ref − log π: k1 = −r and k3 = exp(r) − r − 1 are unbiased, k2 = r²/2 is not; k2 and
 * k3 are never negative.
 */
public final class KlEstimator {
    private KlEstimator() {}

    /** The estimate at one token whose log-probabilities under reference and policy are given, in nats. */
    public static double of(Estimator estimator, double referenceLogProb, double policyLogProb) {
        double r = referenceLogProb - policyLogProb;
        return switch (estimator) {
            case K1 -> -r;
            case K2 -> r * r / 2;
            case K3 -> Math.expm1(r) - r;
        };
    }

    /** The mean over tokens; 0 for none. */
    public static double mean(Estimator estimator, float[] referenceLogProbs, float[] policyLogProbs) {
        double sum = 0;
        for (int t = 0; t < policyLogProbs.length; t++) {
            sum += of(estimator, referenceLogProbs[t], policyLogProbs[t]);
        }
        return policyLogProbs.length == 0 ? 0 : sum / policyLogProbs.length;
    }
}

package org.acpo.common.advantage;

import java.io.Serializable;
import java.util.Locale;
import org.acpo.common.config.Require;

/**
 * Section {@code advantage}: the factorized advantage (method.md section 4).
 *
 * @param outcome how rewards of a group become A_i
 * @param stdEpsilon ε of the division by the group's standard deviation
 * @param stepCredit how attributions become S_k
 * @param stepWeight λ; at most 1 but for {@link Credit#ADDITIVE}
 * @param fallQuantile share of the successful responses that may have a step that falls
 * @param entropyWeight β
 * @param entropyBound κ in |E_k| ≤ |A_i + S_k| / κ
 * @param creditClip c_max
 * @param deadZone δ, half-width of the neutral class
 * @param confidenceTemperature τ_c of the stage-2 weights inside a step (method.md section 5)
 */
public record AdvantageConfig(
        Outcome outcome,
        double stdEpsilon,
        Credit stepCredit,
        double stepWeight,
        double fallQuantile,
        double entropyWeight,
        double entropyBound,
        double creditClip,
        double deadZone,
        double confidenceTemperature)
        implements Serializable {

    /** GROUP_NORM is GRPO's, GROUP_CENTER is Dr. GRPO's, LEAVE_ONE_OUT is RLOO's. */
    public enum Outcome {
        GROUP_NORM,
        GROUP_CENTER,
        LEAVE_ONE_OUT
    }

    /**
     * The credit rule: OUTCOME credits no steps; FIRST_FALL blames a failure on the step that brought it about; ADDITIVE adds to A_i
     * what each step added to ℓ; KNOWN_ERRORS blames the step that truly has the first error, where the right steps are known.
     */
    public enum Credit {
        OUTCOME,
        FIRST_FALL,
        ADDITIVE,
        KNOWN_ERRORS
    }

    public AdvantageConfig {
        Require.notNegative(stdEpsilon, "advantage.std_epsilon");
        Require.notNegative(stepWeight, "advantage.step_weight");
        Require.that(
                stepWeight <= 1 || stepCredit == Credit.ADDITIVE,
                "advantage.step_weight",
                stepWeight,
                "at most 1 with advantage.step_credit: " + stepCredit.name().toLowerCase(Locale.ROOT)
                        + "; additive credit takes more");
        Require.that(fallQuantile > 0 && fallQuantile < 1, "advantage.fall_quantile", fallQuantile, "between 0 and 1");
        Require.notNegative(entropyWeight, "advantage.entropy_weight");
        Require.that(entropyBound > 1, "advantage.entropy_bound", entropyBound, "above 1");
        Require.positive(creditClip, "advantage.credit_clip");
        Require.notNegative(deadZone, "advantage.dead_zone");
        Require.positive(confidenceTemperature, "advantage.confidence_temperature");
    }
}

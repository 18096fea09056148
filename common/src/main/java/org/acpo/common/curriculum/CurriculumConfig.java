package org.acpo.common.curriculum;

import java.io.Serializable;
import java.util.List;
import org.acpo.common.config.Require;

/**
 * Section {@code curriculum}: how long to train, and when to turn from exploration to convergence (method.md section 5).
 *
 * @param epochs number of epochs
 * @param stepsPerEpoch policy updates per epoch; 0 means one pass over the training problems
 * @param switchEpoch first epoch (from 0) of stage 2; equal to or above {@code epochs} means never
 * @param switchOnPlateau also switch when held-out pass@1 has not risen for this many evaluations; 0 is off
 * @param confidenceStages stages that move a step's reward to its confident tokens
 */
public record CurriculumConfig(
        int epochs,
        int stepsPerEpoch,
        int switchEpoch,
        int switchOnPlateau,
        List<Integer> confidenceStages,
        Difficulty difficulty)
        implements Serializable {

    public CurriculumConfig {
        Require.atLeast(epochs, 1, "curriculum.epochs");
        Require.atLeast(stepsPerEpoch, 0, "curriculum.steps_per_epoch");
        Require.atLeast(switchEpoch, 0, "curriculum.switch_epoch");
        Require.atLeast(switchOnPlateau, 0, "curriculum.switch_on_plateau");
        Require.stages(confidenceStages, "curriculum.confidence_stages");
    }

    /**
     * Pass rates per problem, remembered over epochs (method.md section 1).
     *
     * @param decay weight of the remembered pass rate when a new one is measured
     * @param weighting 0 draws problems uniformly; 1 draws in proportion to 4p(1−p) plus a floor
     */
    public record Difficulty(double decay, double weighting) implements Serializable {
        public Difficulty {
            Require.that(decay >= 0 && decay < 1, "curriculum.difficulty.decay", decay, "in [0, 1)");
            Require.between(weighting, 0, 1, "curriculum.difficulty.weighting");
        }
    }
}

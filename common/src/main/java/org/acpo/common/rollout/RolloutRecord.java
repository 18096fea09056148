package org.acpo.common.rollout;

import java.io.Serializable;
import java.util.List;
import org.acpo.common.problem.Problem;

/**
 * One row of the rollout dataset: a rollout with where it stands in the run and what it was credited with.
 *
 * @param epoch from 0
 * @param step policy update it was sampled for, from 1
 * @param stage curriculum stage, 1 or 2
 * @param prompt the rendered prompt
 * @param pieces T texts, one a token, decoded alone
 * @param outcomeAdvantage A_i (method.md section 1)
 * @param attributions K values Δ_k, empty when attribution is off
 * @param stepAdvantages K values A_{i,k} = A_i + S_k + E_k
 * @param stepClasses K values 1 helpful, 0 neutral, -1 harmful (method.md section 4)
 */
public record RolloutRecord(
        int epoch,
        int step,
        int stage,
        Problem problem,
        String prompt,
        Rollout rollout,
        List<String> pieces,
        double outcomeAdvantage,
        double[] attributions,
        double[] stepAdvantages,
        int[] stepClasses)
        implements Serializable {}

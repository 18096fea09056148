package org.acpo.common.dataset;

import java.util.List;
import org.acpo.common.advantage.CreditedRollout;
import org.acpo.common.curriculum.RunPosition;
import org.acpo.common.problem.Problem;

/**
 * One row of the rollout dataset: a rollout with where it stands in the run and what it was credited with.
 *
 * @param prompt the rendered prompt
 * @param pieces T texts, one a token, decoded alone
 */
public record RolloutRecord(
        RunPosition position, Problem problem, String prompt, List<String> pieces, CreditedRollout credited) {}

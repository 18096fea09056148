package org.acpo.common.advantage;

import org.acpo.common.rollout.Rollout;

/**
 * A rollout with the advantages of its K steps (method.md section 4).
 *
 * @param outcome A_i
 * @param stepAdvantages K values A_{i,k} = A_i + S_k + E_k
 * @param stepClasses K values: 1 helpful, 0 neutral, −1 harmful
 * @param blamed the step that its failure is blamed on, or −1
 */
public record CreditedRollout(
        Rollout rollout, double outcome, double[] stepAdvantages, int[] stepClasses, int blamed) {}

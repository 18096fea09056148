package org.acpo.common.rollout;

import java.io.Serializable;

/**
 * Which draw from the policy a rollout is. Its random numbers are a function of this and the run's seed.
 *
 * @param index the rollout's number within its problem and policy version, level 1 first
 * @param policyVersion version of the weights that it was sampled from
 * @param level sampling level, 1 or 2 (method.md section 1)
 * @param temperature τ_i, under which it was sampled and is trained
 */
public record Draw(String problemId, int index, int policyVersion, int level, float temperature)
        implements Serializable {}

package org.acpo.executors.rollout;

import java.io.Serializable;
import org.acpo.common.problem.Problem;

/**
 * A response from elsewhere whose steps are to be credited.
 *
 * @param problem its id and answer count
 * @param promptTokens at least one
 * @param tokens of the response, at least one
 * @param truncated whether it is known to be cut short; a text that was taken out of somewhere is not
 * @param temperature at which it was drawn; 0 counts as 1
 * @param segmentEnds the ends of its steps, or empty to find them by the policy's entropies
 */
public record GivenResponse(
        Problem problem, int[] promptTokens, int[] tokens, boolean truncated, float temperature, int[] segmentEnds)
        implements Serializable {}

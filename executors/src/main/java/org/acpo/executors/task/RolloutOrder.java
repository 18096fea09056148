package org.acpo.executors.task;

import java.io.Serializable;
import java.util.stream.IntStream;
import org.acpo.common.problem.Problem;

/**
 * Rollouts wanted of one problem.
 *
 * @param slot the problem's place in the step, so that the driver can put results in order
 * @param firstIndex rollout index of the first one
 * @param samples how many
 * @param level sampling level, 1 or 2 (method.md section 1)
 */
public record RolloutOrder(int slot, Problem problem, int firstIndex, int samples, float temperature, int level)
        implements Serializable {
    int[] indices() {
        return IntStream.range(firstIndex, firstIndex + samples).toArray();
    }
}

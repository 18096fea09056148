package org.acpo.executors.rollout;

import java.io.Serializable;
import java.util.stream.IntStream;
import org.acpo.common.problem.Problem;

/**
 * Rollouts wanted of one problem.
 *
 * @param firstIndex rollout index of the first one
 * @param samples how many
 * @param level sampling level, 1 or 2 (method.md section 1)
 */
public record RolloutOrder(Problem problem, int firstIndex, int samples, float temperature, int level)
        implements Serializable {
    int[] indices() {
        return IntStream.range(firstIndex, firstIndex + samples).toArray();
    }
}

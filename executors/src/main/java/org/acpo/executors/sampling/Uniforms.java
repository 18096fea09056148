package org.acpo.executors.sampling;

/**
 * Where the random numbers come from. To make responses reproducible on any executor and after any retry, a number must
 * be a pure function of its arguments (and of seed and policy version), as
 * {@link org.acpo.common.random.RolloutRandom} gives it.
 */
@FunctionalInterface
public interface Uniforms {
    /**
     * The number that draws a token, above 0 and below 1.
     *
     * @param position 0 for the first response token
     */
    float at(String problemId, int rolloutIndex, int position);
}

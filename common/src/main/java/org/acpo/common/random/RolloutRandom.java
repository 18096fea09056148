package org.acpo.common.random;

import java.io.Serializable;

/**
 * The random numbers of one rollout: a pure function of (run seed, policy version, problem id, rollout index, token
 * position). Nothing about the executor, the task attempt or the other rows of a batch goes in, so a rollout that is
 * sampled again, anywhere, draws the same numbers. Serializable; safe to share between threads.
 *
 * @param key derived by Philox from seed, problem id and policy version; not meant to be made by hand
 * @param index the rollout's number within its problem and policy version
 */
public record RolloutRandom(long key, int index) implements Serializable {
    private static final int KEY_DOMAIN = 0x524f4c4c;
    private static final float STEP = 0x1p-23f;

    /** The numbers of rollout {@code index} of a problem under weights {@code policyVersion}. */
    public static RolloutRandom of(long seed, int policyVersion, String problemId, int index) {
        return new RolloutRandom(Philox.derive(seed, StableHash.of(problemId), policyVersion, KEY_DOMAIN), index);
    }

    /**
     * The number that draws the token at {@code position} (0 for the first response token): one of the 2^23 midpoints
     * (i + ½)·2^-23, each as likely, so never 0 and never 1.
     */
    public float uniform(int position) {
        int[] out = Philox.block(position, index, 0, 0, (int) key, (int) (key >>> 32));
        return ((out[0] >>> 9) + 0.5f) * STEP;
    }
}

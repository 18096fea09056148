package org.acpo.common.update;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acpo.common.random.CounterRandom;

/** Cuts a step's rollout groups into minibatches, one optimizer step each. Groups stay whole: they share a prompt. */
public final class Minibatches {
    private Minibatches() {}

    /**
     * Group numbers per minibatch: the groups in an order that is a pure function of seed and step, dealt into
     * {@code minibatches} runs whose sizes differ by at most one. Never an empty minibatch, so with fewer groups than
     * minibatches there are fewer of them.
     *
     * @param groups number of groups in the step
     */
    public static List<int[]> of(int groups, int minibatches, long seed, long step) {
        int[] order = CounterRandom.stream(seed, "minibatches", step).permutation(groups);
        int count = Math.min(groups, minibatches);
        List<int[]> cut = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) groups * i / count);
            int to = (int) ((long) groups * (i + 1) / count);
            cut.add(Arrays.copyOfRange(order, from, to));
        }
        return cut;
    }
}

package org.acpo.executors.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.acpo.executors.engine.Policy;

/** Keys and values of the rows being decoded, one slot a row. Belongs to one thread. */
final class KvCache implements AutoCloseable {
    private static final int GRAIN = 64;

    private final Policy policy;
    private final NDManager manager;
    private final NDList tensors;
    private final int bound;
    private int capacity;

    /** @param bound positions that a slot will hold at most; memory for them is taken only as they fill */
    KvCache(Policy policy, int slots, int bound) {
        this.policy = policy;
        this.bound = bound;
        this.manager = policy.manager().newSubManager();
        this.tensors = policy.program().newCache(manager, policy.network(), slots);
    }

    /** The program's {@code cache}. */
    NDList tensors() {
        return tensors;
    }

    /** Makes room for {@code positions} in every slot, at most the bound. */
    void reserve(int positions) {
        if (Math.min(positions, bound) <= capacity) {
            return;
        }
        int wanted = Math.max(positions, capacity + capacity / 2);
        capacity = Math.min(bound, (wanted + GRAIN - 1) / GRAIN * GRAIN);
        for (int i = 0; i < tensors.size(); i++) {
            NDArray old = tensors.get(i);
            tensors.set(i, policy.program().growCache(manager, old, capacity));
            old.close();
        }
    }

    /** Copies rows [start, start + length) of packed keys and values to the beginning of {@code slots}. */
    void fill(NDList packed, int start, int length, long[] slots) {
        policy.program().fillSlots(tensors, packed, start, length, slots);
    }

    /** Copies the first {@code length} positions of a slot. */
    void move(int from, int to, int length) {
        policy.program().moveSlot(tensors, from, to, length);
    }

    @Override
    public void close() {
        manager.close();
    }
}

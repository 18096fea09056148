package org.acpo.executors.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.acpo.executors.engine.BranchBatch;
import org.acpo.executors.engine.Policy;

/**
 * Complete responses whose keys and values the sampler still holds, so that branches behind any of their tokens can be computed
 * without computing the responses again.
 */
public final class CachedResponses {
    private final Policy policy;
    private final KvCache cache;
    private final List<Row> rows;
    private final List<SampledResponse> responses;
    private final int[] slots;

    /** @param slots of the cache, one a row */
    CachedResponses(Policy policy, KvCache cache, List<Row> rows, int[] slots, boolean probed) {
        this.policy = policy;
        this.cache = cache;
        this.rows = rows;
        this.slots = slots;
        this.responses = rows.stream().map(row -> row.response(probed)).toList();
    }

    /** The responses. */
    public List<SampledResponse> responses() {
        return responses;
    }

    /** What asked for response i: the same object for all responses to it. */
    public SampleRequest request(int i) {
        return rows.get(i).request();
    }

    /** Place of response i in {@link SamplingResult#responses}. */
    public int place(int i) {
        return rows.get(i).place();
    }

    /** Tokens held of prompt and response i: all but the response's last. */
    public int held(int i) {
        return rows.get(i).position();
    }

    /**
     * Normalised hidden states [M, hidden] after branches, owned by {@code scope}.
     *
     * @param which for each sequence of the batch its response; branches share held tokens only
     * @param tokens M rows of the batch
     */
    public NDArray hidden(NDManager scope, BranchBatch batch, int[] which, long[] tokens) {
        long[] held = new long[which.length];
        for (int i = 0; i < held.length; i++) {
            held[i] = slots[which[i]];
        }
        return policy.branches(scope, cache.tensors(), held, batch, tokens);
    }
}

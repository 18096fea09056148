package org.acpo.executors.sampling;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acpo.executors.engine.PackedBatch;
import org.acpo.executors.engine.PackedBatch.Range;
import org.acpo.executors.engine.Policy;

/**
 * Keys and values of prompts, except for their last token, which is the first that decoding computes. Prompts are asked for
 * in the order of the requests. A few are computed together when the first of them is asked for, and are freed when one
 * after them is.
 */
final class PromptStore implements AutoCloseable {
    private final Policy policy;
    private final List<SampleRequest> requests;
    private final int tokensPerPass;
    private final List<Range> ranges = new ArrayList<>();
    private NDManager scope;
    private NDList packed = new NDList();
    private int first;
    private long tokens;

    /** @param tokensPerPass prompts computed together have at most this many tokens, or are one */
    PromptStore(Policy policy, List<SampleRequest> requests, int tokensPerPass) {
        this.policy = policy;
        this.requests = requests;
        this.tokensPerPass = tokensPerPass;
        this.scope = policy.manager().newSubManager();
    }

    /** Tokens computed so far. */
    long tokens() {
        return tokens;
    }

    /** Puts a request's prompt into slots of the cache, which must have room for it. */
    void install(int request, KvCache cache, long[] slots) {
        if (request >= first + ranges.size()) {
            compute(request);
        }
        Range range = ranges.get(request - first);
        int length = range.end() - range.start();
        if (length > 0) {
            cache.fill(packed, range.start(), length, slots);
        }
    }

    private void compute(int request) {
        close();
        scope = policy.manager().newSubManager();
        first = request;
        ranges.clear();
        PackedBatch.Builder batch = new PackedBatch.Builder();
        int next = request;
        while (next < requests.size() && (next == first || batch.size() + length(next) <= tokensPerPass)) {
            ranges.add(batch.add(Arrays.copyOf(requests.get(next).promptTokens(), length(next))));
            next++;
        }
        tokens += batch.size();
        if (batch.size() > 0) {
            packed = policy.prefill(scope, batch.build());
        }
    }

    private int length(int request) {
        return requests.get(request).promptTokens().length - 1;
    }

    @Override
    public void close() {
        scope.close();
    }
}

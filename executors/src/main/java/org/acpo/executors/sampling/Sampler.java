package org.acpo.executors.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.acpo.common.UserException;
import org.acpo.executors.engine.Policy;

/**
 * Draws responses from a policy. Any number of threads may sample from one policy at once.
 *
 * <p><b>What batching may change.</b> Which uniform number draws which token depends on nothing but the caller's
 * {@link Uniforms}. The probabilities, however, are computed for many rows together, and libtorch's kernels add in an
 * order that depends on the shapes of a call: on how many rows are decoded, how long the longest is, and which prompts
 * are computed in one pass. So log-probabilities and entropies may differ in the last digits of float32 (about 1e-6;
 * 1e-2 in bfloat16) with the other requests of the call and the number of slots, and in the rare case that a uniform
 * number falls between two such versions of a cumulative probability, a token differs and with it the rest of that
 * response.
 *
 * <p><b>Deterministic mode</b> removes this: every request is sampled alone, {@value #DETERMINISTIC_SLOTS} rows at a time
 * whatever the options say, so that all shapes are a function of the request itself. Its responses are the same to the
 * last bit whatever else is sampled, anywhere, before or beside it, as long as weights, number format, libtorch build,
 * processor type and the limit on kernel threads ({@link org.acpo.executors.engine.Threads}) are the same. A response
 * may still depend in the last digits on which rollout indices are requested together.
 */
public final class Sampler {
    static final int DETERMINISTIC_SLOTS = 16;

    private static final TokenListener NOBODY = (token, entropy) -> {};

    private Sampler() {}

    /** As {@link #sample(Policy, List, SamplingOptions, LongConsumer)}, without news of the progress. */
    public static SamplingResult sample(Policy policy, List<SampleRequest> requests, SamplingOptions options) {
        return sample(policy, requests, options, tokens -> {});
    }

    /**
     * Draws all responses of all requests.
     *
     * @param progress is told often, on the calling thread, how many response tokens there are so far
     * @throws UserException when a prompt leaves no room for a response in the model's context
     */
    public static SamplingResult sample(
            Policy policy, List<SampleRequest> requests, SamplingOptions options, LongConsumer progress) {
        return sample(policy, requests, options, progress, responses -> {});
    }

    /**
     * As {@link #sample(Policy, List, SamplingOptions, LongConsumer)}.
     *
     * @param finished is told of responses while their keys and values are still held; in deterministic mode, of those to one
     *     request at a time
     */
    public static SamplingResult sample(
            Policy policy,
            List<SampleRequest> requests,
            SamplingOptions options,
            LongConsumer progress,
            FinishedResponses finished) {
        int context = policy.spec().maxPositions();
        requests.forEach(request -> check(request, context));
        if (!options.deterministic()) {
            return run(policy, requests, 0, options, pace(options.slots()), new Watchers(progress, NOBODY, finished));
        }
        SamplingResult all = new SamplingResult(List.of(), 0, 0);
        for (SampleRequest request : requests) {
            long before = all.decodeTokens();
            LongConsumer shifted = tokens -> progress.accept(before + tokens);
            int place = all.responses().size();
            Watchers watchers = new Watchers(shifted, NOBODY, finished);
            all = all.plus(run(policy, List.of(request), place, options, pace(DETERMINISTIC_SLOTS), watchers));
        }
        return all;
    }

    private static ContinuousBatch.Pace pace(int slots) {
        return new ContinuousBatch.Pace(slots, ContinuousBatch.CHUNK);
    }

    private static void check(SampleRequest request, int context) {
        int length = request.promptTokens().length;
        if (length > context - 1) {
            throw new UserException("problem " + request.problemId() + ": its prompt has " + length
                    + " tokens, but the model's context of " + context
                    + " leaves room for at most " + (context - 1)
                    + "; leave the problem out, shorten the prompt template, or use a model with a longer context");
        }
        if (length == 0) {
            throw new UserException(
                    "problem " + request.problemId() + ": its prompt has no tokens; check prompt.template");
        }
    }

    /**
     * Draws one response and tells a listener of every token.
     *
     * @param request with one rollout index
     * @throws UserException as {@link #sample(Policy, List, SamplingOptions)}
     */
    public static SampledResponse stream(
            Policy policy, SampleRequest request, SamplingOptions options, TokenListener listener) {
        check(request, policy.spec().maxPositions());
        if (request.rolloutIndices().length != 1) {
            throw new IllegalArgumentException(request.rolloutIndices().length + " rollouts instead of one");
        }
        Watchers watchers = new Watchers(tokens -> {}, listener, responses -> {});
        return run(policy, List.of(request), 0, options, new ContinuousBatch.Pace(1, 1), watchers)
                .responses()
                .get(0);
    }

    private static SamplingResult run(
            Policy policy,
            List<SampleRequest> requests,
            int firstPlace,
            SamplingOptions options,
            ContinuousBatch.Pace pace,
            Watchers watchers) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            SampleRequest request = requests.get(i);
            int room = policy.spec().maxPositions() - request.promptTokens().length;
            for (int rollout : request.rolloutIndices()) {
                int limit = Math.min(room, options.maxNewTokens());
                rows.add(new Row(request, i, firstPlace + rows.size(), rollout, limit));
            }
        }
        if (rows.isEmpty()) {
            return new SamplingResult(List.of(), 0, 0);
        }
        try (ContinuousBatch batch = new ContinuousBatch(policy, requests, rows, options, pace, watchers)) {
            batch.run();
            boolean probed = options.probeToken() >= 0;
            List<SampledResponse> responses =
                    rows.stream().map(row -> row.response(probed)).toList();
            return new SamplingResult(responses, batch.prefillTokens(), batch.decodeTokens());
        }
    }
}

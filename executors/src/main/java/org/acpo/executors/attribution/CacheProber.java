package org.acpo.executors.attribution;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.acpo.executors.engine.BranchBatch;
import org.acpo.executors.engine.PackedBatch.Branch;
import org.acpo.executors.engine.PackedBatch.Range;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.Scorer;
import org.acpo.executors.sampling.CachedResponses;
import org.acpo.executors.sampling.SampleRequest;

/**
 * Scores answers as {@link Prober} does, but for responses whose keys and values the sampler still holds, so that only the probes'
 * own tokens are computed. Gives the same numbers up to float32 rounding. Belongs to one sampling call.
 */
public final class CacheProber {
    /** A part has at least this many tokens, if there are so many. */
    private static final int PART = 48;

    /** At most this many cached tokens per token of a part, because every part gathers them again. */
    private static final int REACH = 3;

    /** Most tokens of a pass on processors. With more, products are no faster and their results no longer fit a cache. */
    private static final int PASS = 768;

    /** The answers after the prompt alone. Responses to one prompt share them if they ask for the same targets. */
    private record Before(SampleRequest request, List<IntBuffer> targets) {}

    /** The probes after the prefixes [from, to) of a request's response. */
    private record Part(int request, int from, int to, List<Branch> tree) {
        int width() {
            return BranchBatch.width(tree);
        }
    }

    private final Scorer scorer;
    private final int tokensPerPack;
    private final Map<Before, double[][]> before = new HashMap<>();

    /**
     * @param tokensPerPack token budget of one forward pass; a part of a response's probes that exceeds it goes alone
     * @param logitsMemoryMb bound on logits held at once
     */
    public CacheProber(Policy policy, int tokensPerPack, int logitsMemoryMb) {
        this.scorer = new Scorer(policy, tokensPerPack, logitsMemoryMb);
        this.tokensPerPack = policy.manager().getDevice().isGpu() ? tokensPerPack : Math.min(tokensPerPack, PASS);
    }

    /** As {@link Prober#read}; the i-th request is about the i-th of {@code responses}. A prober is used with one reading only. */
    public List<double[][]> read(
            List<ProbeRequest> requests, CachedResponses responses, Function<Score, float[]> reading) {
        Call call = new Call(requests, responses, reading);
        IntStream.range(0, requests.size())
                .boxed()
                .flatMap(i -> call.parts(i).stream())
                .sorted(Comparator.comparingInt(part -> -part.width()))
                .forEach(call::add);
        call.score();
        return call.results();
    }

    /** What one call asks, in as many forward passes as the budget makes of it. */
    private final class Call {
        private final List<ProbeRequest> requests;
        private final CachedResponses responses;
        private final Function<Score, float[]> reading;
        private final List<double[][]> results = new ArrayList<>();
        private final List<double[][]> firsts = new ArrayList<>();
        private final int[] from;
        private final List<Part> members = new ArrayList<>();

        Call(List<ProbeRequest> requests, CachedResponses responses, Function<Score, float[]> reading) {
            this.reading = reading;
            this.requests = requests;
            this.responses = responses;
            this.from = new int[requests.size()];
            for (int i = 0; i < requests.size(); i++) {
                ProbeRequest request = requests.get(i);
                double[][] result = new double[request.targets().length][request.segments() + 1];
                results.add(result);
                Before asked = new Before(
                        responses.request(i),
                        Arrays.stream(request.targets()).map(IntBuffer::wrap).toList());
                double[][] known = before.putIfAbsent(asked, result);
                firsts.add(known == null ? result : known);
                from[i] = known == null ? 0 : 1;
            }
        }

        /** A request's branches in equal parts. Small ones, because attention scores all tokens of a part against each other. */
        List<Part> parts(int i) {
            ProbeRequest request = requests.get(i);
            int held = responses.held(i);
            List<Part> parts = new ArrayList<>();
            int prefixes = request.segments() + 1 - from[i];
            if (prefixes > 0 && request.targets().length > 0) {
                int width = BranchBatch.width(AnswerBranches.of(request, from[i], from[i] + 1, held));
                int most = Math.max(1, Math.max(PART, held / REACH) / width);
                int count = (prefixes + most - 1) / most;
                for (int n = 0; n < count; n++) {
                    int start = from[i] + prefixes * n / count;
                    int end = from[i] + prefixes * (n + 1) / count;
                    parts.add(new Part(i, start, end, AnswerBranches.of(request, start, end, held)));
                }
            }
            return parts;
        }

        /** Parts come widest first, so that the first member's width is the pass's. */
        void add(Part part) {
            int width = members.isEmpty() ? 0 : members.get(0).width();
            if (width * (members.size() + 1) > tokensPerPack) {
                score();
            }
            members.add(part);
        }

        void score() {
            if (members.isEmpty()) {
                return;
            }
            BranchBatch batch = BranchBatch.of(members.stream().map(Part::tree).toList());
            AnswerTokens answers = new AnswerTokens();
            for (int m = 0; m < members.size(); m++) {
                Part part = members.get(m);
                int i = part.request();
                ProbeRequest request = requests.get(i);
                int targets = request.targets().length;
                List<Range> rows = batch.rows().get(m);
                for (int k = part.from(); k < part.to(); k++) {
                    int first = (k - part.from()) * targets;
                    answers.want(request, k, responses.held(i), rows.subList(first, first + targets), results.get(i));
                }
            }
            int[] which = members.stream().mapToInt(Part::request).toArray();
            answers.score(scorer, (scope, rows) -> responses.hidden(scope, batch, which, rows), reading);
            members.clear();
        }

        List<double[][]> results() {
            for (int i = 0; i < results.size(); i++) {
                for (int target = 0; target < results.get(i).length; target++) {
                    results.get(i)[target][0] = firsts.get(i)[target][0];
                }
            }
            return results;
        }
    }
}

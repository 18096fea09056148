package org.acpo.executors.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.acpo.executors.engine.PackedBatch;
import org.acpo.executors.engine.PackedBatch.Range;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.Scorer;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass: each response comes once, after its prompt. Every probe is a branch that sees the prompt, the response up to
 * where the probe is attached, and itself. Responses to one prompt that ask for the same targets share the probe for k = 0, which
 * comes before any of them.
 */
final class ProbePack {
    private final PackedBatch.Builder batch = new PackedBatch.Builder();
    private final AnswerTokens answers = new AnswerTokens();
    private int[] promptTokens = {};
    private Range prompt = new Range(0, 0);
    /** The request whose probe for k = 0 is behind the prompt; null while there is none. */
    private @Nullable ProbeRequest first;

    private List<Range> firstRows = List.of();

    int size() {
        return batch.size();
    }

    /** Most tokens by which {@link #add} makes the pack longer. */
    int cost(ProbeRequest request) {
        int shared = sharesPrompt(request) ? 0 : request.promptTokens().length;
        return shared + request.tokens();
    }

    private boolean sharesPrompt(ProbeRequest request) {
        return Arrays.equals(request.promptTokens(), promptTokens);
    }

    /** Adds a request; scoring adds what it reads to {@code into} [target][k]. */
    void add(ProbeRequest request, double[][] into) {
        if (!sharesPrompt(request)) {
            promptTokens = request.promptTokens();
            prompt = batch.add(promptTokens);
            first = null;
        }
        int used = Arrays.stream(request.prefixEnds()).max().orElse(0);
        int held = promptTokens.length + used;
        if (first == null || !asksTheSame(first, request)) {
            firstRows = batch.addTree(List.of(prompt), AnswerBranches.of(request, 0, 1, held));
            first = request;
        }
        int[] tokens = Arrays.copyOf(request.responseTokens(), used);
        Range response = batch.add(tokens, promptTokens.length, List.of(prompt));
        List<Range> rows = new ArrayList<>(firstRows);
        rows.addAll(
                batch.addTree(List.of(prompt, response), AnswerBranches.of(request, 1, request.segments() + 1, held)));
        int targets = request.targets().length;
        for (int k = 0; k <= request.segments(); k++) {
            answers.want(request, k, held, rows.subList(k * targets, (k + 1) * targets), into);
        }
    }

    private static boolean asksTheSame(ProbeRequest a, ProbeRequest b) {
        return Arrays.equals(a.probeTokens(), b.probeTokens()) && Arrays.deepEquals(a.targets(), b.targets());
    }

    /** Runs the pass and reads one number per target token. */
    void score(Scorer scorer, Function<Score, float[]> reading) {
        if (batch.size() > 0) {
            answers.score(scorer, scorer.pass(batch.build()), reading);
        }
    }
}

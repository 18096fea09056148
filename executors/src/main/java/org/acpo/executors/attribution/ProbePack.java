package org.acpo.executors.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.acpo.executors.engine.PackedBatch;
import org.acpo.executors.engine.PackedBatch.Branch;
import org.acpo.executors.engine.PackedBatch.Range;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.Scorer;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass: each response stands once behind its prompt, and every probe is a branch that sees the prompt, the
 * response up to where it is attached, and itself. Responses to one prompt that are asked the same share the probe before
 * any of them, k = 0. The first target continues the probe; further ones branch off where the probe ends. The last token
 * of a target would predict nothing that is asked for and is left out.
 */
final class ProbePack {
    /** A target token: what is read where {@code row} predicts it adds its share to {@code into[k]}. */
    private record Wanted(double[] into, int k, int length, int row, int token, float temperature) {}

    private final PackedBatch.Builder batch = new PackedBatch.Builder();
    private final List<Wanted> wanted = new ArrayList<>();
    private int[] promptTokens = {};
    private Range prompt = new Range(0, 0);
    /** Whose k = 0 stands behind the prompt; null for nobody's yet. */
    private @Nullable ProbeRequest first;

    private List<Range> firstRows = List.of();

    int size() {
        return batch.size();
    }

    /** Tokens by which {@link #add} makes the pack longer, at most. */
    int cost(ProbeRequest request) {
        return (sharesPrompt(request) ? 0 : request.promptTokens().length) + request.tokens();
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
        if (first == null || !asksTheSame(first, request)) {
            firstRows = batch.addTree(List.of(prompt), branches(request, 0, 1));
            first = request;
        }
        int used = Arrays.stream(request.prefixEnds()).max().orElse(0);
        int[] tokens = Arrays.copyOf(request.responseTokens(), used);
        Range response = batch.add(tokens, promptTokens.length, List.of(prompt));
        List<Range> rows = new ArrayList<>(firstRows);
        rows.addAll(batch.addTree(List.of(prompt, response), branches(request, 1, request.segments() + 1)));
        int targets = request.targets().length;
        for (int k = 0; k <= request.segments(); k++) {
            int end = request.prefixEnd(k);
            int before = end > 0 ? response.start() + end - 1 : prompt.end() - 1;
            int probe = request.probeTokens().length;
            Range asked = rows.get(k * targets);
            int last = probe > 0 ? asked.start() + probe - 1 : before;
            want(request, 0, last, asked.start() + probe, into[0], k);
            for (int i = 1; i < targets; i++) {
                want(request, i, last, rows.get(k * targets + i).start(), into[i], k);
            }
        }
    }

    private static boolean asksTheSame(ProbeRequest a, ProbeRequest b) {
        return Arrays.equals(a.probeTokens(), b.probeTokens()) && Arrays.deepEquals(a.targets(), b.targets());
    }

    /** For every k in [from, to), and in it every target, one. */
    private List<Branch> branches(ProbeRequest request, int from, int to) {
        int[] probe = request.probeTokens();
        List<Branch> branches = new ArrayList<>();
        for (int k = from; k < to; k++) {
            int asked = branches.size();
            int shared = promptTokens.length + request.prefixEnd(k);
            for (int i = 0; i < request.targets().length; i++) {
                int[] target = request.targets()[i];
                int[] inner = Arrays.copyOf(target, target.length - 1);
                branches.add(
                        i == 0
                                ? new Branch(joined(probe, inner), shared, shared, -1, 0)
                                : new Branch(inner, shared + probe.length, shared, asked, probe.length));
            }
        }
        return branches;
    }

    private static int[] joined(int[] first, int[] second) {
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** @param last row that predicts the target's first token; the others are predicted from row {@code next} on */
    private void want(ProbeRequest request, int index, int last, int next, double[] into, int k) {
        int[] target = request.targets()[index];
        float temperature = request.temperature() == 0 ? 1 : request.temperature();
        for (int j = 0; j < target.length; j++) {
            int row = j == 0 ? last : next + j - 1;
            wanted.add(new Wanted(into, k, target.length, row, target[j], temperature));
        }
    }

    /** Runs the pass and reads one number a target token from it. */
    void score(Scorer scorer, Function<Score, float[]> reading) {
        if (wanted.isEmpty()) {
            return;
        }
        float[] temperatures = new float[wanted.size()];
        for (int i = 0; i < temperatures.length; i++) {
            temperatures[i] = wanted.get(i).temperature();
        }
        long[] rows = wanted.stream().mapToLong(Wanted::row).toArray();
        long[] targets = wanted.stream().mapToLong(Wanted::token).toArray();
        float[] read = reading.apply(scorer.rows(batch.build(), rows, targets, temperatures));
        for (int i = 0; i < read.length; i++) {
            Wanted token = wanted.get(i);
            token.into()[token.k()] += read[i] / (double) token.length();
        }
    }
}

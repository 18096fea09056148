package org.acpo.executors.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acpo.executors.engine.PackedBatch;
import org.acpo.executors.engine.PackedBatch.Range;
import org.acpo.executors.engine.Scorer;

/**
 * One forward pass: each response stands once behind its prompt, and every probe is a branch that sees the prompt, the
 * response up to where it is attached, and itself. The first target continues the probe; further ones branch off where
 * the probe ends. The last token of a target would predict nothing that is asked for and is left out.
 */
final class ProbePack {
    /** A target token: predicted by {@code row}, it adds its share to {@code into[k]}. */
    private record Wanted(double[] into, int k, int length, int row, int token, float temperature) {}

    private final PackedBatch.Builder batch = new PackedBatch.Builder();
    private final List<Wanted> wanted = new ArrayList<>();
    private int[] promptTokens = {};
    private Range prompt = new Range(0, 0);

    int size() {
        return batch.size();
    }

    /** Tokens by which {@link #add} makes the pack longer, at most. */
    int cost(ProbeRequest request) {
        int probe = request.probeTokens().length;
        for (int[] target : request.targets()) {
            probe += target.length - 1;
        }
        int shared = sharesPrompt(request) ? 0 : request.promptTokens().length;
        return shared + request.responseTokens().length + (request.segments() + 1) * probe;
    }

    private boolean sharesPrompt(ProbeRequest request) {
        return Arrays.equals(request.promptTokens(), promptTokens);
    }

    /** Adds a request; scoring adds its log-probabilities to {@code into} [target][k]. */
    void add(ProbeRequest request, double[][] into) {
        if (!sharesPrompt(request)) {
            promptTokens = request.promptTokens();
            prompt = batch.add(promptTokens);
        }
        int used = Arrays.stream(request.prefixEnds()).max().orElse(0);
        int[] tokens = Arrays.copyOf(request.responseTokens(), used);
        Range response = batch.add(tokens, promptTokens.length, List.of(prompt));
        for (int k = 0; k <= request.segments(); k++) {
            Range prefix = new Range(response.start(), response.start() + request.prefixEnd(k));
            attach(request, prefix, into, k);
        }
    }

    private void attach(ProbeRequest request, Range prefix, double[][] into, int k) {
        int length = request.prefixEnd(k);
        int position = promptTokens.length + length;
        int[] probe = request.probeTokens();
        int[] first = request.targets()[0];
        int[] branch = Arrays.copyOf(probe, probe.length + first.length - 1);
        System.arraycopy(first, 0, branch, probe.length, first.length - 1);
        Range start = batch.add(branch, position, List.of(prompt, prefix));
        Range asked = new Range(start.start(), start.start() + probe.length);
        int before = length > 0 ? prefix.end() - 1 : prompt.end() - 1;
        int last = probe.length > 0 ? asked.end() - 1 : before;
        want(request, 0, last, asked.end(), into[0], k);
        for (int i = 1; i < request.targets().length; i++) {
            int[] target = request.targets()[i];
            int[] inner = Arrays.copyOf(target, target.length - 1);
            Range own = batch.add(inner, position + probe.length, List.of(prompt, prefix, asked));
            want(request, i, last, own.start(), into[i], k);
        }
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

    /** Runs the pass. */
    void score(Scorer scorer) {
        if (wanted.isEmpty()) {
            return;
        }
        float[] temperatures = new float[wanted.size()];
        for (int i = 0; i < temperatures.length; i++) {
            temperatures[i] = wanted.get(i).temperature();
        }
        long[] rows = wanted.stream().mapToLong(Wanted::row).toArray();
        long[] targets = wanted.stream().mapToLong(Wanted::token).toArray();
        float[] logProbs =
                scorer.rows(batch.build(), rows, targets, temperatures).logProbs();
        for (int i = 0; i < logProbs.length; i++) {
            Wanted token = wanted.get(i);
            token.into()[token.k()] += logProbs[i] / (double) token.length();
        }
    }
}

package org.acpo.executors.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.acpo.executors.engine.PackedBatch.Range;

/** Builds a packed batch together with the rows whose next token is of interest, in the order they are added. */
final class TokenRows {
    /** How many sizes of pack are tried, from the largest down to half of it. */
    private static final int SIZES = 32;

    /** What one more pack costs, in tokens: its rows are padded, and many small calls are slower than a few large ones. */
    private static final int PACK = 64;

    private final PackedBatch.Builder batch = new PackedBatch.Builder();
    private long[] rows = new long[256];
    private long[] targets = new long[256];
    private int size;

    /**
     * Adds a prompt once and its responses, each seeing it.
     *
     * @param prompt at least one token, because the first response token is predicted by the last prompt token
     */
    void addGroup(int[] prompt, List<int[]> responses) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("a prompt needs at least one token");
        }
        Range shared = batch.add(prompt);
        for (int[] response : responses) {
            Range own = batch.add(response, prompt.length, List.of(shared));
            for (int t = 0; t < response.length; t++) {
                add(t == 0 ? shared.end() - 1 : own.start() + t - 1, response[t]);
            }
        }
    }

    private void add(int row, int target) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, 2 * size);
            targets = Arrays.copyOf(targets, 2 * size);
        }
        rows[size] = row;
        targets[size++] = target;
    }

    PackedBatch batch() {
        return batch.build();
    }

    /** Row of the batch that predicts each target. */
    long[] rows() {
        return Arrays.copyOf(rows, size);
    }

    long[] targets() {
        return Arrays.copyOf(targets, size);
    }

    /**
     * Cuts lists of responses, in order, into packs, which go to the workers in turn. Several sizes of pack are tried; the one
     * that leaves the busiest worker the least to do is used.
     *
     * @param prompts prompt length of each group
     * @param responses response lengths of each group
     * @param most tokens of the packs that are computed side by side; a prompt counts in every pack that has responses to it
     * @return packs of (group, from, to): responses [from, to) of a group; a response too long for the budget goes alone
     */
    static List<List<int[]>> pack(int[] prompts, List<int[]> responses, int most, int workers) {
        int tokens = IntStream.of(prompts).sum()
                + responses.stream().flatMapToInt(IntStream::of).sum();
        int largest = (Math.min(most, tokens) + workers - 1) / workers;
        List<List<int[]>> best = List.of();
        int least = Integer.MAX_VALUE;
        for (int smaller = 0; smaller < SIZES; smaller++) {
            List<List<int[]>> packs = pack(prompts, responses, largest - largest * smaller / (2 * SIZES));
            int busiest = busiest(prompts, responses, packs, workers);
            if (busiest < least) {
                least = busiest;
                best = packs;
            }
        }
        return best;
    }

    /** The work of the busiest worker, in tokens. */
    private static int busiest(int[] prompts, List<int[]> responses, List<List<int[]>> packs, int workers) {
        int[] tokens = new int[workers];
        for (int pack = 0; pack < packs.size(); pack++) {
            tokens[pack % workers] += PACK;
            for (int[] part : packs.get(pack)) {
                tokens[pack % workers] += prompts[part[0]]
                        + Arrays.stream(responses.get(part[0]), part[1], part[2])
                                .sum();
            }
        }
        return Arrays.stream(tokens).max().orElseThrow();
    }

    /** Packs of at most {@code budget} tokens each, filled one after another. */
    private static List<List<int[]>> pack(int[] prompts, List<int[]> responses, int budget) {
        List<List<int[]>> packs = new ArrayList<>();
        List<int[]> pack = new ArrayList<>();
        int used = 0;
        for (int group = 0; group < prompts.length; group++) {
            int[] lengths = responses.get(group);
            int from = 0;
            for (int to = 0; to < lengths.length; to++) {
                int cost = lengths[to] + (to == from ? prompts[group] : 0);
                if (used > 0 && used + cost > budget) {
                    close(pack, group, from, to);
                    packs.add(pack);
                    pack = new ArrayList<>();
                    from = to;
                    used = 0;
                    cost = lengths[to] + prompts[group];
                }
                used += cost;
            }
            close(pack, group, from, lengths.length);
        }
        if (!pack.isEmpty()) {
            packs.add(pack);
        }
        return packs;
    }

    private static void close(List<int[]> pack, int group, int from, int to) {
        if (to > from) {
            pack.add(new int[] {group, from, to});
        }
    }
}

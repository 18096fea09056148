package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Log-probabilities and entropies of given tokens under a policy, computed in packed batches. Logits of the whole batch
 * never exist at once. Thread-safe as the policy is.
 */
public final class Scorer {
    private static final int NO_PROBE = -1;

    private final Policy policy;
    private final int tokensPerPack;
    private final LogitsBudget budget;
    private final int workers;

    /**
     * A scorer that computes one pack after another.
     *
     * @param tokensPerPack token budget of one forward pass
     * @param logitsMemoryMb bound on logits held at once
     */
    public Scorer(Policy policy, int tokensPerPack, int logitsMemoryMb) {
        this(policy, GradientOptions.plain(tokensPerPack, logitsMemoryMb));
    }

    /** A scorer that computes packs as gradients are computed, and so side by side if these are. */
    public Scorer(Policy policy, GradientOptions options) {
        this.policy = policy;
        this.tokensPerPack = options.tokensPerPack();
        this.budget = new LogitsBudget(options.logitsMemoryMb());
        this.workers = options.workers();
    }

    /** Scores of whole sequences; index t is token t's, and token 0, which nothing predicts, has NaN. */
    public List<Score> sequences(List<int[]> sequences, float temperature) {
        List<ScoreGroup> groups = new ArrayList<>();
        for (int[] tokens : sequences) {
            int prompt = Math.min(1, tokens.length);
            List<int[]> rest = tokens.length < 2 ? List.of() : List.of(Arrays.copyOfRange(tokens, 1, tokens.length));
            float[] temperatures = new float[rest.size()];
            Arrays.fill(temperatures, temperature);
            groups.add(new ScoreGroup(Arrays.copyOf(tokens, prompt), rest, temperatures));
        }
        List<List<Score>> scores = groups(groups);
        List<Score> shifted = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            int length = sequences.get(i).length;
            shifted.add(shift(length, scores.get(i)));
        }
        return shifted;
    }

    private static Score shift(int length, List<Score> rest) {
        float[] logProbs = new float[length];
        float[] entropies = new float[length];
        if (length > 0) {
            logProbs[0] = Float.NaN;
            entropies[0] = Float.NaN;
        }
        if (length > 1) {
            System.arraycopy(rest.get(0).logProbs(), 0, logProbs, 1, length - 1);
            System.arraycopy(rest.get(0).entropies(), 0, entropies, 1, length - 1);
        }
        return new Score(logProbs, entropies);
    }

    /** Scores of each group's responses, in the same order; a prompt is computed once for all its responses. */
    public List<List<Score>> groups(List<ScoreGroup> groups) {
        return groups(groups, NO_PROBE);
    }

    /**
     * As {@link #groups(List)}, in the same pass with {@link Score#probeLogProbs}.
     *
     * @param probeToken a token, or −1 for none
     */
    public List<List<Score>> groups(List<ScoreGroup> groups, int probeToken) {
        int[] prompts = groups.stream().mapToInt(g -> g.prompt().length).toArray();
        List<int[]> lengths = groups.stream()
                .map(g -> g.responses().stream().mapToInt(r -> r.length).toArray())
                .toList();
        List<List<Score>> scores = groups.stream()
                .map(group -> Arrays.asList(new Score[group.responses().size()]))
                .toList();
        try (Workers threads = new Workers(workers)) {
            List<List<int[]>> packs = TokenRows.pack(prompts, lengths, tokensPerPack, workers);
            threads.each(packs.size(), (worker, pack) -> scorePack(groups, packs.get(pack), probeToken, scores));
        }
        return scores;
    }

    /** Puts the scores of a pack's responses where they belong; no two packs share one. */
    private void scorePack(List<ScoreGroup> groups, List<int[]> pack, int probeToken, List<List<Score>> scores) {
        TokenRows tokens = new TokenRows();
        List<Float> temperatures = new ArrayList<>();
        for (int[] part : pack) {
            ScoreGroup group = groups.get(part[0]);
            List<int[]> responses = group.responses().subList(part[1], part[2]);
            tokens.addGroup(group.prompt(), responses);
            for (int i = 0; i < responses.size(); i++) {
                for (int t = 0; t < responses.get(i).length; t++) {
                    temperatures.add(group.temperatures()[part[1] + i]);
                }
            }
        }
        Score all = probed(tokens, floats(temperatures), probeToken);
        int at = 0;
        for (int[] part : pack) {
            for (int i = part[1]; i < part[2]; i++) {
                int end = at + groups.get(part[0]).responses().get(i).length;
                scores.get(part[0])
                        .set(
                                i,
                                new Score(
                                        Arrays.copyOfRange(all.logProbs(), at, end),
                                        Arrays.copyOfRange(all.entropies(), at, end),
                                        probeToken == NO_PROBE
                                                ? all.probeLogProbs()
                                                : Arrays.copyOfRange(all.probeLogProbs(), at, end)));
                at = end;
            }
        }
    }

    /** Every row asked for its own target and, with a probe token, once more for that. */
    private Score probed(TokenRows tokens, float[] temperatures, int probeToken) {
        long[] rows = tokens.rows();
        HiddenStates pass = pass(tokens.batch());
        if (probeToken == NO_PROBE) {
            return rows(pass, rows, tokens.targets(), temperatures);
        }
        int n = rows.length;
        long[] twice = Arrays.copyOf(rows, 2 * n);
        System.arraycopy(rows, 0, twice, n, n);
        long[] targets = Arrays.copyOf(tokens.targets(), 2 * n);
        Arrays.fill(targets, n, 2 * n, probeToken);
        float[] both = Arrays.copyOf(temperatures, 2 * n);
        Arrays.fill(both, n, 2 * n, 1);
        Score all = rows(pass, twice, targets, both);
        return new Score(
                Arrays.copyOf(all.logProbs(), n),
                Arrays.copyOf(all.entropies(), n),
                Arrays.copyOfRange(all.logProbs(), n, 2 * n));
    }

    /** One forward pass. */
    @FunctionalInterface
    public interface HiddenStates {
        /**
         * Normalised hidden states [M, hidden].
         *
         * @param rows M different rows, increasing
         */
        NDArray of(NDManager scope, long[] rows);
    }

    /** The pass over a packed batch. */
    public HiddenStates pass(PackedBatch batch) {
        return (scope, rows) -> policy.trunk(scope, batch, rows);
    }

    /**
     * Scores of chosen tokens of one pass.
     *
     * @param rows R rows of the pass; a row may occur more than once
     * @param targets R tokens, each to be predicted by the row of the same index
     * @param temperatures R temperatures of the log-probabilities
     */
    public Score rows(HiddenStates pass, long[] rows, long[] targets, float[] temperatures) {
        if (rows.length == 0) {
            return new Score(new float[0], new float[0]);
        }
        try (NDManager scope = policy.manager().newSubManager()) {
            long[] distinct = Arrays.stream(rows).sorted().distinct().toArray();
            NDArray hidden = pass.of(scope, distinct);
            long[] among = Arrays.stream(rows)
                    .map(row -> Arrays.binarySearch(distinct, row))
                    .toArray();
            Targets asked = Targets.of(among, targets, temperatures, scope);
            return policy.program()
                    .score(
                            scope,
                            policy.network(),
                            hidden,
                            asked,
                            budget.chunk(policy.spec().vocabSize()));
        }
    }

    private static float[] floats(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }
}

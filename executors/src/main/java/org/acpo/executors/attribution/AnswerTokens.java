package org.acpo.executors.attribution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.acpo.executors.engine.PackedBatch.Range;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.Scorer;
import org.acpo.executors.engine.Scorer.HiddenStates;

/** The answer tokens that one forward pass predicts, and where the mean of the numbers read for them goes. */
final class AnswerTokens {
    /** A target token that {@code row} predicts. The number read for it adds its share to the mean in {@code into[k]}. */
    private record Wanted(double[] into, int k, int length, int row, int token, float temperature) {}

    private final List<Wanted> wanted = new ArrayList<>();

    /**
     * Asks for the answers after a prefix.
     *
     * @param rows the rows of {@link AnswerBranches#of}'s branches for this k
     * @param held as in {@link AnswerBranches#of}
     * @param into [target][k]
     */
    void want(ProbeRequest request, int k, int held, List<Range> rows, double[][] into) {
        int next = rows.get(0).start() + AnswerBranches.askedTokens(request, k, held);
        for (int i = 0; i < request.targets().length; i++) {
            want(request, i, next - 1, i == 0 ? next : rows.get(i).start(), into[i], k);
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

    /** Runs the pass and reads one number per target token. */
    void score(Scorer scorer, HiddenStates pass, Function<Score, float[]> reading) {
        float[] temperatures = new float[wanted.size()];
        for (int i = 0; i < temperatures.length; i++) {
            temperatures[i] = wanted.get(i).temperature();
        }
        long[] rows = wanted.stream().mapToLong(Wanted::row).toArray();
        long[] targets = wanted.stream().mapToLong(Wanted::token).toArray();
        float[] read = reading.apply(scorer.rows(pass, rows, targets, temperatures));
        for (int i = 0; i < read.length; i++) {
            Wanted token = wanted.get(i);
            token.into()[token.k()] += read[i] / (double) token.length();
        }
    }
}

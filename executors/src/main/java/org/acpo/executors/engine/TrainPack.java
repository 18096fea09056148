package org.acpo.executors.engine;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The responses of one forward and backward pass, with what the loss needs to know about each token. */
final class TrainPack {
    private final TokenRows rows = new TokenRows();
    private final List<TrainSequence> sequences = new ArrayList<>();

    /** Packs groups in order, as {@link TokenRows#pack} does for the options' workers. */
    static List<TrainPack> of(List<TrainGroup> groups, GradientOptions options) {
        int[] prompts = groups.stream().mapToInt(g -> g.prompt().length).toArray();
        List<int[]> lengths = groups.stream()
                .map(g ->
                        g.sequences().stream().mapToInt(s -> s.tokens().length).toArray())
                .toList();
        List<TrainPack> packs = new ArrayList<>();
        for (List<int[]> parts : TokenRows.pack(prompts, lengths, options.tokensPerPack(), options.workers())) {
            TrainPack pack = new TrainPack();
            for (int[] part : parts) {
                TrainGroup group = groups.get(part[0]);
                pack.add(group.prompt(), group.sequences().subList(part[1], part[2]));
            }
            if (pack.tokens() > 0) {
                packs.add(pack);
            }
        }
        return packs;
    }

    private void add(int[] prompt, List<TrainSequence> added) {
        rows.addGroup(prompt, added.stream().map(TrainSequence::tokens).toList());
        sequences.addAll(added);
    }

    PackedBatch batch() {
        return rows.batch();
    }

    /** R, the number of response tokens. */
    int tokens() {
        return sequences.stream().mapToInt(s -> s.tokens().length).sum();
    }

    int sequences() {
        return sequences.size();
    }

    /** The tokens of all responses, brought to {@code size} targets. */
    Targets targets(int size, NDManager scope) {
        return Targets.of(rows.rows(), rows.targets(), perToken(TrainSequence::temperature), size, scope);
    }

    LossTokens lossTokens(NDManager scope) {
        long[] numbers = new long[tokens()];
        int at = 0;
        for (int s = 0; s < sequences.size(); s++) {
            int end = at + sequences.get(s).tokens().length;
            Arrays.fill(numbers, at, end, s);
            at = end;
        }
        return new LossTokens(
                scope.create(joined(TrainSequence::advantages)),
                scope.create(joined(TrainSequence::oldLogProbs)),
                scope.create(joined(TrainSequence::refLogProbs)),
                scope.create(joined(TrainSequence::weights)),
                scope.create(numbers),
                scope.create(perToken(sequence -> 1f / sequence.tokens().length)));
    }

    private float[] perToken(ToDoubleFunction<TrainSequence> value) {
        float[] values = new float[tokens()];
        int at = 0;
        for (TrainSequence sequence : sequences) {
            int end = at + sequence.tokens().length;
            Arrays.fill(values, at, end, (float) value.applyAsDouble(sequence));
            at = end;
        }
        return values;
    }

    /** The sequences' values one after another; empty when no sequence has any. */
    private float[] joined(Function<TrainSequence, float[]> values) {
        float[] joined = new float
                [sequences.stream().mapToInt(s -> values.apply(s).length).sum()];
        if (joined.length != 0 && joined.length != tokens()) {
            throw new IllegalArgumentException("some sequences of a batch have values that others lack");
        }
        int at = 0;
        for (TrainSequence sequence : sequences) {
            float[] part = values.apply(sequence);
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }
}

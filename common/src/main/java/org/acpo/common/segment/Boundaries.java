package org.acpo.common.segment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** First tokens of the steps after the first one, each with a strength; from these to an exact partition of [0, T). */
final class Boundaries {
    private final int length;
    private final NavigableMap<Integer, Float> strengths;

    Boundaries(int length) {
        this(length, new TreeMap<>());
    }

    private Boundaries(int length, NavigableMap<Integer, Float> strengths) {
        this.length = length;
        this.strengths = strengths;
    }

    /** Adds a boundary before {@code token}; two on one place are one, as strong as the stronger; 0 is none. */
    void add(int token, float strength) {
        if (token > 0) {
            strengths.merge(token, strength, Math::max);
        }
    }

    /**
     * Takes steps from the last to the first and merges each that is shorter than {@code least} tokens into its
     * predecessor. A first step that is too short has none and takes its successor in instead. What remains is shorter
     * only if the response is.
     */
    Boundaries mergeShorterThan(int least) {
        TreeMap<Integer, Float> kept = new TreeMap<>();
        int end = length;
        for (Map.Entry<Integer, Float> boundary : strengths.descendingMap().entrySet()) {
            if (end - boundary.getKey() >= least) {
                kept.put(boundary.getKey(), boundary.getValue());
                end = boundary.getKey();
            }
        }
        if (end < least) {
            kept.remove(end);
        }
        return new Boundaries(length, kept);
    }

    /** Keeps the strongest boundaries, so that at most {@code most} steps remain; of equal ones the earlier. */
    Boundaries keepStrongest(int most) {
        List<Map.Entry<Integer, Float>> ranked = new ArrayList<>(strengths.entrySet());
        ranked.sort(Map.Entry.<Integer, Float>comparingByValue(Comparator.reverseOrder()));
        TreeMap<Integer, Float> kept = new TreeMap<>();
        ranked.stream().limit(most - 1L).forEach(b -> kept.put(b.getKey(), b.getValue()));
        return new Boundaries(length, kept);
    }

    /** K exclusive ends, ascending, the last one T; empty when T = 0. */
    int[] ends() {
        if (length == 0) {
            return new int[0];
        }
        return IntStream.concat(strengths.keySet().stream().mapToInt(Integer::intValue), IntStream.of(length))
                .toArray();
    }
}

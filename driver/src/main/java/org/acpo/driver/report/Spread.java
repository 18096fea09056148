package org.acpo.driver.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Picks out of an ordered list so that few picks still cover all of it. */
final class Spread {
    private Spread() {}

    /** At most {@code max} elements in their order, evenly spaced, the first and the last among them. */
    static <T> List<T> evenly(List<T> all, int max) {
        if (all.size() <= max) {
            return all;
        }
        List<T> chosen = new ArrayList<>(max);
        for (int i = 0; i < max; i++) {
            chosen.add(all.get((int) Math.round((double) i * (all.size() - 1) / Math.max(1, max - 1))));
        }
        return chosen;
    }

    /** All elements, so ordered that every beginning of the result is spread over the list; the last element first. */
    static <T> List<T> coarseToFine(List<T> all) {
        return IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparing(i -> Integer.reverse(i) >>> 1))
                .map(i -> all.get(all.size() - 1 - i))
                .toList();
    }
}

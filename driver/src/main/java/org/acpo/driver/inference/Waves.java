package org.acpo.driver.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Cuts a list into consecutive parts that are each computed by one job, so that results need not all be held at once. */
final class Waves {
    private Waves() {}

    /** @param budget cost of a wave, at most, unless a single item costs more */
    static <T> List<List<T>> of(List<T> items, ToLongFunction<T> cost, long budget) {
        List<List<T>> waves = new ArrayList<>();
        int from = 0;
        long used = 0;
        for (int to = 0; to < items.size(); to++) {
            long more = cost.applyAsLong(items.get(to));
            if (to > from && used + more > budget) {
                waves.add(items.subList(from, to));
                from = to;
                used = 0;
            }
            used += more;
        }
        if (from < items.size()) {
            waves.add(items.subList(from, items.size()));
        }
        return waves;
    }
}

package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.acpo.common.config.Require;
import org.acpo.common.random.CounterRandom;

/** Different numbers sorted by taking out the least of those left: each line reveals the next entry of the answer. */
final class Sorting implements ProblemGenerator {
    static final String NAME = "sorting";

    private final int minItems;
    private final int maxItems;
    private final int maxValue;

    Sorting(Params params) {
        minItems = params.integer("min_items", 3, 2, 50);
        maxItems = params.integer("max_items", Math.max(5, minItems), minItems, 50);
        maxValue = params.integer("max_value", 99, 1, 10_000);
        Require.that(
                maxValue >= maxItems - 1,
                "data.params.max_value",
                maxValue,
                "at least " + (maxItems - 1) + ", so that " + maxItems + " numbers can differ");
    }

    @Override
    public Optional<Draft> draft(CounterRandom random) {
        int items = random.nextInt(minItems, maxItems);
        List<Integer> left = new ArrayList<>();
        while (left.size() < items) {
            int value = random.nextInt(0, maxValue);
            if (!left.contains(value)) {
                left.add(value);
            }
        }
        String text = "Sort " + joined(left) + ".";
        String answer = "(" + joined(left.stream().sorted().toList()) + ")";
        List<String> lines = new ArrayList<>();
        while (left.size() > 1) {
            Integer least = Collections.min(left);
            lines.add("min(" + joined(left) + ") = " + least);
            left.remove(least);
        }
        return Optional.of(new Draft(text, text, answer, lines.size(), NAME, lines));
    }

    private static String joined(List<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}

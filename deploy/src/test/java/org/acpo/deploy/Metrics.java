package org.acpo.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of a run's metrics file. */
final class Metrics {
    private Metrics() {}

    /** All rows without the keys that measure time, which alone may differ between equal runs. */
    static List<Map<String, Object>> withoutTimes(Path run) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String line : lines(run)) {
            Map<String, Object> row = new TreeMap<>(parse(line));
            row.keySet().removeIf(key -> key.startsWith("time/") || key.startsWith("perf/"));
            rows.add(row);
        }
        return rows;
    }

    /** Asserts that the first {@code steps} updates of two runs agree within float32 rounding. */
    static void assertClose(Path run, Path other, int steps) {
        for (int step = 1; step <= steps; step++) {
            Map<String, Object> ours = withoutTimes(run).get(step);
            Map<String, Object> theirs = withoutTimes(other).get(step);
            assertThat(ours.keySet()).isEqualTo(theirs.keySet());
            for (String name : List.of("policy/loss", "optim/grad_norm", "reward/mean", "policy/entropy")) {
                double expected = ((Number) theirs.get(name)).doubleValue();
                assertThat(((Number) ours.get(name)).doubleValue())
                        .as(name + " of step " + step)
                        .isCloseTo(expected, within(1e-3 * Math.abs(expected) + 1e-6));
            }
        }
    }

    /** How many responses a run sampled, to learn from and to be judged by. */
    static long rollouts(Path run) {
        return withoutTimes(run).stream()
                .mapToLong(row -> number(row, "rollout/count") + number(row, "eval/problems"))
                .sum();
    }

    private static long number(Map<String, Object> row, String name) {
        return ((Number) row.getOrDefault(name, 0)).longValue();
    }

    /** How many whole rows there are so far. */
    static int count(Path run) {
        return Files.exists(run.resolve("metrics.jsonl")) ? lines(run).size() : 0;
    }

    private static List<String> lines(Path run) {
        try {
            return Files.readAllLines(run.resolve("metrics.jsonl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parse(String line) {
        try {
            return new ObjectMapper().readValue(line, Map.class);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }
}

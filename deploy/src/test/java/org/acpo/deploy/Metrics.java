package org.acpo.deploy;

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

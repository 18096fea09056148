package org.acpo.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The event log of one application, as the history server reads it. */
record EventLog(List<JsonNode> events) {
    /** The log in {@code folder}, which holds no other. */
    static EventLog in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> logs = files.filter(
                            file -> !file.getFileName().toString().startsWith("."))
                    .toList();
            if (logs.size() != 1) {
                throw new AssertionError("event logs: " + logs);
            }
            List<JsonNode> events = new ArrayList<>();
            for (String line : Files.readAllLines(logs.get(0))) {
                events.add(new ObjectMapper().readTree(line));
            }
            return new EventLog(events);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All events of a kind. */
    List<JsonNode> of(String kind) {
        return events.stream()
                .filter(event -> event.get("Event").asText().endsWith(kind))
                .toList();
    }

    /** How many executors joined, the driver not counted. */
    int executors() {
        return of("SparkListenerExecutorAdded").size();
    }

    /** How many executors were lost. */
    int lostExecutors() {
        return of("SparkListenerExecutorRemoved").size();
    }

    /** What Spark's UI shows for each job. */
    List<String> jobDescriptions() {
        return of("SparkListenerJobStart").stream()
                .map(job -> job.path("Properties").path("spark.job.description").asText())
                .toList();
    }

    /** Which executors ran tasks. */
    Set<String> executorsOfTasks() {
        return of("SparkListenerTaskEnd").stream()
                .map(task -> task.path("Task Info").path("Executor ID").asText())
                .collect(Collectors.toSet());
    }

    /** Tasks that ended for another reason than success. */
    long failedTasks() {
        return of("SparkListenerTaskEnd").stream()
                .filter(task ->
                        !task.path("Task End Reason").path("Reason").asText().equals("Success"))
                .count();
    }

    /** What an accumulator of the application came to, as Spark's UI shows it. */
    long counted(String accumulator) {
        return of("SparkListenerStageCompleted").stream()
                .flatMap(stage -> StreamSupport.stream(
                        stage.path("Stage Info").path("Accumulables").spliterator(), false))
                .filter(value -> value.path("Name").asText().equals(accumulator))
                .mapToLong(value -> value.path("Value").asLong())
                .max()
                .orElse(0);
    }

    /** Copies of tasks that speculation started. */
    long speculativeTasks() {
        return of("SparkListenerTaskStart").stream()
                .filter(task -> task.path("Task Info").path("Speculative").asBoolean())
                .count();
    }
}

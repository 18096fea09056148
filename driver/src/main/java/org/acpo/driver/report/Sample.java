package org.acpo.driver.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.driver.report.Selection.Candidate;
import org.acpo.driver.report.ShownRollout.Draw;
import org.acpo.driver.report.ShownRollout.ShownProblem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rollouts that the page shows, bounded in number and size.
 *
 * @param rollouts in the order of steps, problems and indices
 */
record Sample(List<ShownProblem> problems, List<ShownRollout> rollouts) {
    /** How much is shown: rollouts, and bytes of JSON. */
    record Limits(int rollouts, int bytes) {}

    private static final Comparator<Draw> ORDER =
            Comparator.comparingInt(Draw::step).thenComparingInt(Draw::problem).thenComparingInt(Draw::index);

    static Sample none() {
        return new Sample(List.of(), List.of());
    }

    static Sample of(Dataset<Row> rows, Limits limits, ObjectMapper json) {
        List<Candidate> chosen = Selection.choose(candidates(rows), limits.rollouts());
        Map<String, Row> byKey = byKey(rows, chosen);
        List<Row> wanted = new ArrayList<>();
        for (Candidate candidate : chosen) {
            Row row = byKey.get(candidate.key());
            if (row != null) {
                wanted.add(row);
            }
        }
        return of(wanted, limits.bytes(), json);
    }

    private static List<Candidate> candidates(Dataset<Row> rows) {
        return rows.select("step", "problem_id", "rollout_index", "correct").collectAsList().stream()
                .map(Sample::candidate)
                .toList();
    }

    static Candidate candidate(Row row) {
        return new Candidate(
                row.<Integer>getAs("step"),
                row.getAs("problem_id"),
                row.<Integer>getAs("rollout_index"),
                row.<Boolean>getAs("correct"));
    }

    private static Map<String, Row> byKey(Dataset<Row> rows, List<Candidate> chosen) {
        Object[] keys = chosen.stream().map(Candidate::key).toArray();
        Map<String, Row> byKey = new HashMap<>();
        for (Row row : rows.withColumn("key", concat_ws("/", col("step"), col("rollout_index"), col("problem_id")))
                .where(col("key").isin(keys))
                .collectAsList()) {
            byKey.put(row.getAs("key"), row);
        }
        return byKey;
    }

    /** Takes the first ones first, and passes over those that no longer fit. */
    static Sample of(List<Row> rows, int bytes, ObjectMapper json) {
        Map<ShownProblem, Integer> problems = new LinkedHashMap<>();
        List<ShownRollout> rollouts = new ArrayList<>();
        int left = bytes;
        for (Row row : rows) {
            ShownProblem problem = ShownProblem.of(row);
            Integer known = problems.get(problem);
            ShownRollout rollout = ShownRollout.of(row, known == null ? problems.size() : known);
            int size = size(rollout, json) + (known == null ? size(problem, json) : 0);
            if (size <= left) {
                left -= size;
                problems.putIfAbsent(problem, rollout.draw().problem());
                rollouts.add(rollout);
            }
        }
        rollouts.sort(Comparator.comparing(ShownRollout::draw, ORDER));
        return new Sample(List.copyOf(problems.keySet()), rollouts);
    }

    private static int size(Object value, ObjectMapper json) {
        try {
            return json.writeValueAsBytes(value).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

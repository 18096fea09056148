package org.acpo.driver.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.report.Selection.Candidate;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/**
 * What the page about a run that may still go on shows, as JSON, computed when asked and without Spark. A folder that holds
 * nothing yet is a run about to begin. Safe for several threads.
 */
public final class LiveView {
    private static final int MAX_POINTS = 500;
    /** Steps of which the page shows some rollouts at first, and how many of each. */
    private static final int STEPS_SHOWN = 12;

    private static final int ROLLOUTS_SHOWN = 24;
    private static final int BYTES_SHOWN = 4_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunFolder run;
    private final Configuration hadoop;
    private final MetricsTail log;
    private final RolloutReader reader;

    public LiveView(RunFolder run, Configuration hadoop) {
        this.run = run;
        this.hadoop = hadoop;
        this.log = new MetricsTail(run, hadoop);
        this.reader = new RolloutReader(hadoop);
    }

    /** The page; it asks for its data itself. */
    public String page() {
        return Page.live(run.root().getName());
    }

    /**
     * Headline, curves, and the steps that have rollouts.
     *
     * @param known the {@code version} that the caller has; when nothing has come since, only that is answered
     */
    public synchronized String overview(int known) {
        Metrics metrics = log.look();
        List<Integer> steps = RolloutFiles.of(run, hadoop).steps().stream()
                .map(RolloutFiles.Step::step)
                .toList();
        int version = log.size() + steps.size();
        Map<String, Object> overview = new LinkedHashMap<>();
        overview.put("version", version);
        if (version != known) {
            overview.put("run", run.root().getName());
            overview.put("headline", Headline.of(metrics));
            overview.put("curves", MetricCurves.of(metrics, MAX_POINTS));
            overview.put("rolloutSteps", steps);
        }
        return json(overview);
    }

    /** Some rollouts of evenly spaced steps, right and wrong ones. */
    public String rollouts() {
        List<Row> rows = new ArrayList<>();
        for (RolloutFiles.Step step :
                RolloutFiles.of(run, hadoop).thinned(STEPS_SHOWN).steps()) {
            rows.addAll(chosen(reader.rows(step), ROLLOUTS_SHOWN));
        }
        return json(Sample.of(rows, BYTES_SHOWN, JSON));
    }

    /**
     * Rollouts of one step.
     *
     * @param all whether every one, or some, right and wrong
     * @return empty if the step has none
     */
    public Optional<String> rollouts(int step, boolean all) {
        return RolloutFiles.of(run, hadoop).steps().stream()
                .filter(candidate -> candidate.step() == step)
                .findFirst()
                .map(reader::rows)
                .map(rows -> Sample.of(all ? rows : chosen(rows, ROLLOUTS_SHOWN), BYTES_SHOWN, JSON))
                .map(LiveView::json);
    }

    private static List<Row> chosen(List<Row> rows, int max) {
        Map<Candidate, Row> byCandidate = new HashMap<>();
        rows.forEach(row -> byCandidate.put(Sample.candidate(row), row));
        List<Row> chosen = new ArrayList<>();
        for (Candidate candidate : Selection.choose(List.copyOf(byCandidate.keySet()), max)) {
            chosen.add(byCandidate.get(candidate));
        }
        return chosen;
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

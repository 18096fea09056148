package org.acpo.driver.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrackersTest {
    private final List<String> warnings = new ArrayList<>();

    /** Notes its calls, and fails while told to. */
    private static final class Noting implements Tracker {
        final List<String> calls = new ArrayList<>();
        boolean fails;

        private void note(String call) throws IOException {
            calls.add(call);
            if (fails) {
                throw new IOException("no space left\nat all");
            }
        }

        @Override
        public String name() {
            return "Notebook";
        }

        @Override
        public void metrics(int step, Map<String, Double> values) throws IOException {
            note(step + " " + values);
        }

        @Override
        public void samples(int step, String markdown) throws IOException {
            note("samples");
        }

        @Override
        public void artifact(String file, byte[] content) throws IOException {
            note(file);
        }

        @Override
        public void end(boolean finished) throws IOException {
            note("end " + finished);
        }
    }

    private static Map<String, Object> row(int step) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", step);
        row.put("reward/mean", 0.5);
        row.put("policy/kl", Double.NaN);
        row.put("text", "no number");
        return row;
    }

    @Test
    void finiteNumbersAreReported() {
        Noting noting = new Noting();
        try (Trackers trackers = Trackers.of(List.of(noting), 4, warnings::add)) {
            trackers.metrics(row(1));
        }
        assertThat(noting.calls).containsExactly("1 {reward/mean=0.5}", "end false");
        assertThat(warnings).isEmpty();
    }

    @Test
    void aFailureIsToldOnceAndThreeInARowAreEnough() {
        Noting failing = new Noting();
        Noting well = new Noting();
        failing.fails = true;
        try (Trackers trackers = Trackers.of(List.of(failing, well), 4, warnings::add)) {
            for (int step = 1; step <= 5; step++) {
                trackers.metrics(row(step));
            }
        }
        assertThat(failing.calls).hasSize(3);
        assertThat(well.calls).hasSize(6);
        assertThat(warnings).containsExactly("Notebook failed: no space left; the run goes on");
    }

    @Test
    void aTrackerThatCannotBeOpenedIsLeftOut() {
        try (Trackers trackers = Trackers.of(List.of(), 4, warnings::add)) {
            trackers.add("MLflow", () -> {
                throw new IOException("http://host:5000 does not answer");
            });
            trackers.metrics(row(1));
        }
        assertThat(warnings)
                .containsExactly("MLflow is left out: http://host:5000 does not answer; the run goes on without it");
    }
}

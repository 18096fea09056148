package org.acpo.driver.report;

import static org.acpo.driver.report.SampleRun.parse;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void theLastLineAboutAStepCountsAndOneWithoutAStepDoesNot() {
        Metrics log = parse(
                "{\"step\":0,\"eval/pass@1\":0.5}",
                "{\"step\":2,\"reward/mean\":0.1}",
                "",
                "{\"step\":1,\"reward/mean\":0.3}",
                "{\"step\":2,\"reward/mean\":0.2}",
                "{\"reward/mean\":0.9}");
        assertThat(log.rows()).extracting(MetricsRow::step).containsExactly(0, 1, 2);
        assertThat(log.updates()).extracting(row -> row.get("reward/mean")).containsExactly(0.3, 0.2);
        assertThat(log.evaluations()).extracting(MetricsRow::step).containsExactly(0);
    }

    @Test
    void onlyFiniteNumbersAreKept() {
        MetricsRow row = parse("{\"step\":1,\"b\":\"NaN\",\"c\":null,\"d\":1e999,\"e\":2}")
                .rows()
                .get(0);
        assertThat(row.values().keySet()).containsExactlyInAnyOrder("step", "e");
    }

    @Test
    void phasesAddUpToTheTimeOfTheSteps() {
        Metrics log = parse(
                "{\"step\":0,\"time/evaluate_s\":2}",
                "{\"step\":1,\"time/step_s\":10,\"time/generate_s\":4,\"time/update_s\":3}");
        assertThat(Phase.of(log))
                .isEqualTo(List.of(
                        new Phase("generate", 4, 4 / 12.0),
                        new Phase("other", 3, 3 / 12.0),
                        new Phase("update", 3, 3 / 12.0),
                        new Phase("evaluate", 2, 2 / 12.0)));
    }

    /** While a step is learnt from, the next one is sampled: both take all of its ten seconds. */
    @Test
    void phasesSideBySideMakeNoStepLonger() {
        MetricsRow row = parse(
                        "{\"step\":1,\"time/step_s\":10,\"time/generate_s\":9,\"time/update_s\":9,\"time/evaluate_s\":2}")
                .rows()
                .get(0);
        assertThat(Phase.stepSeconds(row)).isEqualTo(12);
    }

    @Test
    void changesAreMeansOverTheTenthsAtBothEnds() {
        StringBuilder lines = new StringBuilder();
        for (int step = 1; step <= 20; step++) {
            lines.append("{\"step\":" + step + ",\"reward/mean\":" + step
                    + (step == 20 ? ",\"segments/mean\":4}\n" : "}\n"));
        }
        Metrics log = parse(lines.toString());
        assertThat(Change.of(log)).containsExactly(new Change("reward/mean", 1.5, 19.5));
        assertThat(Change.of(parse("{\"step\":1,\"reward/mean\":1}"))).isEmpty();
    }
}

package org.acpo.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.acpo.driver.report.MetricCurves.StageStart;
import org.junit.jupiter.api.Test;

class MetricCurvesTest {
    private static Metrics log(String... lines) {
        return SampleRun.parse(lines);
    }

    @Test
    void aLongRunIsCondensed() {
        MetricCurves curves = MetricCurves.of(
                log(
                        "{\"step\":0,\"eval/pass@1\":0.1}",
                        "{\"step\":1,\"r\":1,\"policy/ratio_min\":0.5,\"policy/ratio_max\":2}",
                        "{\"step\":2,\"r\":2,\"policy/ratio_min\":0.4,\"policy/ratio_max\":3,\"eval/pass@1\":0.2}",
                        "{\"step\":3,\"policy/ratio_min\":0.7,\"policy/ratio_max\":1}",
                        "{\"step\":4,\"r\":7}",
                        "{\"step\":5,\"r\":9,\"eval/pass@1\":0.3}"),
                3);
        assertThat(curves.stepsPerPoint()).isEqualTo(2);
        assertThat(curves.steps()).containsExactly(2, 4, 5);
        assertThat(curves.series().get("r")).containsExactly(1.5, 7.0, 9.0);
        assertThat(curves.series().get("policy/ratio_min")).containsExactly(0.4, 0.7, null);
        assertThat(curves.series().get("policy/ratio_max")).containsExactly(3.0, 1.0, null);
        assertThat(curves.evaluationSteps()).containsExactly(0, 2, 5);
        assertThat(curves.evaluations()).containsOnlyKeys("eval/pass@1");
        assertThat(curves.evaluations().get("eval/pass@1")).containsExactly(0.1, 0.2, 0.3);
    }

    @Test
    void thousandsOfStepsStayWithinTheLimit() {
        String lines = IntStream.rangeClosed(1, 5001)
                .mapToObj(step -> "{\"step\":" + step + ",\"r\":1}")
                .collect(Collectors.joining("\n"));
        MetricCurves curves = MetricCurves.of(log(lines), 500);
        assertThat(curves.steps()).hasSizeLessThanOrEqualTo(500).last().isEqualTo(5001);
        assertThat(curves.stepsPerPoint()).isEqualTo(11);
    }

    @Test
    void stagesBeginWhereTheyChange() {
        MetricCurves curves = MetricCurves.of(
                log(
                        "{\"step\":1,\"curriculum/stage\":1}",
                        "{\"step\":2,\"curriculum/stage\":1}",
                        "{\"step\":3,\"curriculum/stage\":2}",
                        "{\"step\":4,\"curriculum/stage\":2}"),
                500);
        assertThat(curves.stages()).containsExactly(new StageStart(1, 1), new StageStart(3, 2));
    }
}

package org.acpo.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.acpo.driver.report.Headline.Evaluation;
import org.junit.jupiter.api.Test;

class HeadlineTest {
    private static Headline of(String... lines) {
        return Headline.of(SampleRun.parse(lines));
    }

    private static String eval(int step, double pass, double low, double high) {
        return "{\"step\":" + step + ",\"eval/pass@1\":" + pass + ",\"eval/pass@1_low\":" + low
                + ",\"eval/pass@1_high\":" + high + "}";
    }

    @Test
    void aRiseIsSaidWithWhetherTheIntervalsOverlap() {
        Headline apart = of(eval(0, 0.4, 0.3, 0.5), eval(9, 0.625, 0.55, 0.7));
        assertThat(apart.sentence()).isEqualTo("Held-out pass@1 rose from 40.0% to 62.5%");
        assertThat(apart.remark()).isEqualTo("+22.5 points; the 95% intervals do not overlap");
        assertThat(of(eval(0, 0.4, 0.3, 0.5), eval(9, 0.5, 0.4, 0.6)).remark())
                .isEqualTo("+10.0 points; the 95% intervals overlap");
    }

    @Test
    void fallsStandstillsAndSingleEvaluationsAreSaid() {
        assertThat(of(eval(0, 0.4, 0.3, 0.5), eval(9, 0.3, 0.2, 0.4)).sentence())
                .isEqualTo("Held-out pass@1 fell from 40.0% to 30.0%");
        assertThat(of(eval(0, 0.4, 0.3, 0.5), eval(9, 0.4, 0.3, 0.5)).sentence())
                .isEqualTo("Held-out pass@1 stayed at 40.0%");
        Headline single = of(eval(0, 0.4, 0.3, 0.5));
        assertThat(single.sentence()).isEqualTo("Held-out pass@1 is 40.0% before training");
        assertThat(single.after()).isNull();
    }

    @Test
    void theBestIsNamedOnlyIfItIsNeitherEnd() {
        assertThat(of(eval(0, 0.4, 0.3, 0.5), eval(5, 0.7, 0.6, 0.8), eval(9, 0.6, 0.5, 0.7))
                        .best())
                .isEqualTo(new Evaluation(5, 0.7, 0.6, 0.8, null));
        assertThat(of(eval(0, 0.4, 0.3, 0.5), eval(5, 0.6, 0.5, 0.7), eval(9, 0.7, 0.6, 0.8))
                        .best())
                .isNull();
    }

    @Test
    void tokensAreRolloutsTimesTheirMeanLength() {
        Headline headline = of(
                "{\"step\":1,\"rollout/count\":10,\"response_length/mean\":5.5,\"time/step_s\":3}",
                "{\"step\":2,\"rollout/count\":20,\"response_length/mean\":6,\"time/step_s\":4}");
        assertThat(headline.tokens()).isEqualTo(175);
        assertThat(headline.rollouts()).isEqualTo(30);
        assertThat(headline.wallSeconds()).isEqualTo(7);
        assertThat(headline.steps()).isEqualTo(2);
    }
}

package org.acpo.driver.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.acpo.common.config.Recipe;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.MetricNames;
import org.acpo.driver.browser.Chromium;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens a study's page in a browser; skipped where there is none. */
class StudyPageTest {
    private static final StudyConfig CONFIG = StudyConfig.of(new Recipe("s", """
            baseline: plain
            seeds: [1, 2]
            tasks: {chains: [], trace: []}
            methods:
              plain: {recipe: tiny, set: []}
              credited: {recipe: tiny, set: []}
            """));

    @TempDir
    Path folder;

    /** Two seeds rise from 20% to 40% and to 60%, so their mean from 20% to 50%; only one task knows the right steps. */
    @Test
    void curvesAndTablesOfEveryTaskFitTheScreen() throws Exception {
        List<LearningCurve> curves = new ArrayList<>();
        for (String task : List.of("chains", "trace")) {
            for (int seed = 1; seed <= 2; seed++) {
                curves.add(curve(task, "plain", seed, 0.2, 0.2 + 0.2 * seed));
                curves.add(curve(task, "credited", seed, 0.2, 0.3 + 0.2 * seed));
            }
        }
        List<Map<String, Object>> steps = List.of(
                Map.of("task", "chains", "method", "plain", "seed", 1, "credit/first_error_auc", 0.5),
                Map.of("task", "chains", "method", "credited", "seed", 1, "credit/first_error_auc", 0.75),
                Map.of("task", "chains", "method", "credited", "seed", 2, "credit/first_error_auc", 1.0),
                Map.of("task", "trace", "method", "credited", "seed", 2, "policy/entropy", 1.0));
        try (Chromium browser =
                opened(StudyPage.render(CONFIG, new Comparison("plain", curves).rows(), curves, steps))) {
            for (int width : new int[] {1280, 400}) {
                browser.size(width, 900, width == 400);
                browser.await("document.querySelectorAll('.plot canvas').length === 2");
                assertThat(browser.value("document.documentElement.scrollWidth").asInt())
                        .isLessThanOrEqualTo(width);
            }
            assertThat(browser.value("document.querySelector('h1').textContent").asText())
                    .isEqualTo("2 methods on 2 tasks: 8 runs");
            assertThat(browser.value("document.querySelector('.plot').getAttribute('aria-label')")
                            .asText())
                    .isEqualTo("Held-out pass@1. plain (2) from 20.0% to 50.0%; credited (2) from 20.0% to 60.0%");
            // plain's half is the mean of 30% and 40%, and resamples of two values are their extremes
            assertThat(cell(browser, 0, 1, 2)).isEqualTo("35.0[30.0, 40.0]");
            assertThat(cell(browser, 0, 2, 7)).isEqualTo("+10.0[+10.0, +10.0]");
            // of credit there is what was scored, and no table where nothing was
            assertThat(cell(browser, 1, 0, 1)).isEqualTo("first-error AUC");
            assertThat(cell(browser, 1, 2, 1)).isEqualTo("0.875");
            assertThat(browser.value("document.querySelectorAll('table.compared').length")
                            .asInt())
                    .isEqualTo(2 + 1 + 1);
            browser.value("document.querySelector('.plot').focus()");
            browser.press("ArrowRight");
            browser.await("document.querySelector('.u-legend').textContent.startsWith('generated tokens0')");
        }
    }

    /** A study of which no run has generated anything yet. */
    @Test
    void oneEvaluationIsAPoint() throws Exception {
        List<LearningCurve> curves = List.of(LearningCurve.of(run("chains", "plain", 1), List.of(row(0, 0, 0.25))));
        try (Chromium browser =
                opened(StudyPage.render(CONFIG, new Comparison("plain", curves).rows(), curves, List.of()))) {
            browser.await("document.querySelectorAll('.plot canvas').length === 1");
            assertThat(browser.value("document.querySelector('h1').textContent").asText())
                    .isEqualTo("1 method on 1 task: 1 run");
            assertThat(cell(browser, 0, 1, 1)).isEqualTo("25.0");
            assertThat(cell(browser, 0, 1, 5)).isEqualTo("25.0");
        }
    }

    private Chromium opened(String html) throws Exception {
        Path page = Files.writeString(folder.resolve("study.html"), html);
        Chromium browser = Chromium.start(folder.resolve("profile"));
        browser.open(page.toUri().toString());
        browser.await("document.readyState === 'complete' && document.querySelector('h1')");
        return browser;
    }

    private static String cell(Chromium browser, int table, int row, int column) throws InterruptedException {
        return browser.value("document.querySelectorAll('table.compared')[" + table + "].rows[" + row + "].cells["
                        + column + "].textContent")
                .asText();
    }

    private static LearningCurve curve(String task, String method, int seed, double from, double to) {
        return LearningCurve.of(run(task, method, seed), List.of(row(0, 0, from), row(1, 25_000, to)));
    }

    private static StudyRun run(String task, String method, int seed) {
        return new StudyRun(task, method, seed, TrainConfig.load(null, List.of()));
    }

    private static Map<String, Object> row(int step, int tokens, double passAt1) {
        return Map.of(MetricNames.STEP, step, MetricNames.RESPONSE_TOKENS, tokens, MetricNames.EVAL_PASS_AT_1, passAt1);
    }
}

package org.acpo.driver.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.config.Recipe;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.recipe.SftConfig;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.MetricNames;
import org.acpo.driver.lab.bench.RandomModel;
import org.acpo.driver.spark.Sessions;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudyTest {
    private static final String TWO_METHODS = """
            baseline: plain
            seeds: [1, 2]
            tasks:
              chains: [data.train.count=40, data.eval.count=4]
            methods:
              plain: {recipe: tiny, set: [attribution.enabled=false]}
              credited: {recipe: tiny, set: []}
            """;

    @TempDir
    Path folder;

    /** Ten tokens from 20% to 40%, ten more to 80%: 30% after five, 60% after fifteen; the area is the mean of both halves. */
    @Test
    void curvesAreStraightBetweenEvaluations() {
        LearningCurve curve = LearningCurve.of(run("a", 1), List.of(row(0, 0, 0.2), row(1, 10, 0.4), row(2, 10, 0.8)));
        assertThat(curve.passAt1(5)).isCloseTo(0.3, within(1e-12));
        assertThat(curve.passAt1(15)).isCloseTo(0.6, within(1e-12));
        assertThat(curve.area(20)).isCloseTo((0.3 + 0.6) / 2, within(1e-6));
        assertThat(curve.last().tokens()).isEqualTo(20);
    }

    /** 0.1 and 0.2 before half of four steps, 0.3 and 0.4 after it; what was measured before any update belongs to neither. */
    @Test
    void halvesAreOfTheSteps() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int step = 0; step <= 4; step++) {
            Map<String, Object> row = new HashMap<>(row(step, 10, 0.5));
            row.put(MetricNames.ENTROPY, 0.1 * step);
            rows.add(row);
        }
        LearningCurve curve = LearningCurve.of(run("a", 1), rows);
        assertThat(curve.mean(MetricNames.ENTROPY, false)).hasValueCloseTo(0.15, within(1e-12));
        assertThat(curve.mean(MetricNames.ENTROPY, true)).hasValueCloseTo(0.35, within(1e-12));
        assertThat(curve.mean(MetricNames.KL, true)).isEmpty();
    }

    /** At the budget of the thriftier run, paired by seed: seed 1 is 0.6 − 0.5, seed 2 is 0.7 − 0.4. */
    @Test
    void differencesArePairedBySeed() {
        List<LearningCurve> curves = List.of(
                LearningCurve.of(run("plain", 1), List.of(row(0, 0, 0.2), row(1, 10, 0.5))),
                LearningCurve.of(run("plain", 2), List.of(row(0, 0, 0.2), row(1, 10, 0.4))),
                LearningCurve.of(run("credited", 1), List.of(row(0, 0, 0.2), row(1, 10, 0.6))),
                LearningCurve.of(run("credited", 2), List.of(row(0, 0, 0.2), row(1, 10, 0.7))));
        Map<String, Object> credited = new Comparison("plain", curves).rows().get(1);
        Map<?, ?> difference = (Map<?, ?>) credited.get("final_minus_baseline");
        assertThat((Object) difference.get("n")).isEqualTo(2);
        assertThat((double) difference.get("mean")).isCloseTo(0.2, within(1e-12));
        // resamples of two values are their extremes with a quarter of the chance each
        assertThat((double) difference.get("low")).isCloseTo(0.1, within(1e-12));
        assertThat((double) difference.get("high")).isCloseTo(0.3, within(1e-12));
    }

    /** Each task at a budget of its own: after 5 of 10 tokens 0.4 against 0.3, after 50 of 100 0.5 against 0.2; so +0.1 and +0.3. */
    @Test
    void allTasksTogetherAreTheMeanOfTheirRuns() {
        List<LearningCurve> curves = List.of(
                LearningCurve.of(run("short", "plain", 1), List.of(row(0, 0, 0.2), row(1, 10, 0.4))),
                LearningCurve.of(run("short", "credited", 1), List.of(row(0, 0, 0.2), row(1, 10, 0.6))),
                LearningCurve.of(run("long", "plain", 1), List.of(row(0, 0, 0.1), row(1, 100, 0.3))),
                LearningCurve.of(run("long", "credited", 1), List.of(row(0, 0, 0.1), row(1, 100, 0.9))));
        List<Map<String, Object>> rows = new Comparison("plain", curves).rows();
        assertThat(rows).hasSize(2 * 2 + 2);
        Map<String, Object> credited = rows.get(5);
        assertThat(credited).containsEntry("task", "all tasks").containsEntry("method", "credited");
        assertThat(mean(credited, "half_budget")).isCloseTo((0.4 + 0.5) / 2, within(1e-12));
        assertThat(mean(credited, "half_budget_minus_baseline")).isCloseTo((0.1 + 0.3) / 2, within(1e-12));
        assertThat(mean(credited, "final_minus_baseline")).isCloseTo((0.2 + 0.6) / 2, within(1e-12));
    }

    private static double mean(Map<String, Object> row, String name) {
        return (double) ((Map<?, ?>) row.get(name)).get("mean");
    }

    @Test
    void aStudyThatCannotRunIsRefusedBeforeItBegins() {
        assertThatThrownBy(() -> StudyConfig.of(new Recipe("s", TWO_METHODS.replace("baseline: plain", "baseline: x"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("baseline is x");
        StudyConfig wrong =
                StudyConfig.of(new Recipe("s", TWO_METHODS.replace("attribution.enabled", "atribution.enabled")));
        assertThatThrownBy(() -> wrong.runs(name -> new Recipe(name, "")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("attribution");
    }

    /**
     * Two methods with five seeds, seventeen on two tasks with three, three on five with five; training and held-out problems are
     * alike.
     */
    @ParameterizedTest
    @CsvSource({"chains,10", "trace,10", "ablations,102", "suite,75"})
    void shippedStudiesAreWhatTheyShouldBe(String name, int runs) {
        StudyConfig study = StudyConfig.of(recipe("study/" + name));
        assertThat(study.runs(StudyTest::recipe)).hasSize(runs).allSatisfy(run -> {
            SourceConfig train = run.config().data().train();
            SourceConfig eval = run.config().data().eval();
            assertThat(eval.generator()).isEqualTo(train.generator());
            assertThat(eval.params()).isEqualTo(train.params());
            assertThat(eval.split()).isNotEqualTo(train.split());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"base-trace", "base-suite"})
    void basesOfShippedStudiesAreRecipesOfSupervisedTraining(String name) {
        assertThat(SftConfig.load(recipe("study/" + name), List.of()).examples().abbreviate())
                .isEqualTo(0.3);
    }

    private static Recipe recipe(String name) {
        try {
            return new Recipe(name, Files.readString(Path.of("../deploy/recipes", name + ".yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two methods, one seed done at first and the second later: finished runs are not touched again. */
    @Test
    void aStudyGoesOnWhereItStopped() throws Exception {
        String model = folder.resolve("model").toString();
        RandomModel.write("nano", model);
        String tiny = """
                model: {path: '%s'}
                rollout: {prompts_per_step: 2, samples_per_prompt: 4, max_new_tokens: 12}
                curriculum: {epochs: 1, steps_per_epoch: 2}
                evaluation: {max_new_tokens: 4}
                """.formatted(model);
        org.apache.hadoop.fs.Path out =
                new org.apache.hadoop.fs.Path(folder.resolve("study").toString());
        List<String> news = new ArrayList<>();
        SparkConf conf = Sessions.configure(new SparkConf().setMaster("local[1]"), "study test");
        try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
            StudyConfig first = StudyConfig.of(new Recipe("s", TWO_METHODS.replace("[1, 2]", "[1]")));
            assertThat(Study.run(spark, first, out, name -> new Recipe(name, tiny), news::add))
                    .hasSize(2);
            Path metrics = folder.resolve("study/runs/chains/credited/seed-1/metrics.jsonl");
            byte[] before = Files.readAllBytes(metrics);
            StudyConfig both = StudyConfig.of(new Recipe("s", TWO_METHODS));
            Study.run(spark, both, out, name -> new Recipe(name, tiny), news::add);
            assertThat(Files.readAllBytes(metrics)).isEqualTo(before);
            StudyConfig other =
                    StudyConfig.of(new Recipe("s", TWO_METHODS.replace("data.eval.count=4", "data.eval.count=5")));
            assertThatThrownBy(() -> Study.run(spark, other, out, name -> new Recipe(name, tiny), line -> {}))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("was begun with 'count: 4'")
                    .hasMessageContaining("now says 'count: 5'");
            // before the first step and two steps, of two methods and two seeds
            assertThat(spark.read().parquet(out + "/steps.parquet").count()).isEqualTo(3 * 2 * 2);
        }
        assertThat(news).hasSize(2 + 4);
        assertThat(Files.readString(folder.resolve("study/study.html"))).contains("credited (2)", "first-error AUC");
    }

    /** A budget counts what a run generated, not what it kept. */
    @Test
    void tokensOfGroupsThatWereGivenUpAreSpent() {
        Map<String, Object> row = new HashMap<>(row(1, 100, 0.5));
        row.put(MetricNames.RESPONSE_TOKENS, 250);
        row.put(MetricNames.BRANCH_TOKENS, 40);
        assertThat(LearningCurve.of(run("dapo", 1), List.of(row(0, 0, 0.4), row))
                        .last()
                        .tokens())
                .isEqualTo(290);
    }

    private static StudyRun run(String method, int seed) {
        return run("task", method, seed);
    }

    private static StudyRun run(String task, String method, int seed) {
        return new StudyRun(task, method, seed, TrainConfig.load(null, List.of()));
    }

    private static Map<String, Object> row(int step, int tokens, double passAt1) {
        return Map.of(
                MetricNames.STEP, step,
                MetricNames.ROLLOUTS, 1,
                MetricNames.LENGTH_MEAN, tokens,
                MetricNames.EVAL_PASS_AT_1, passAt1);
    }
}

package org.acpo.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.driver.LocalSpark;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainer, model and evaluator in a session that was not made for them, with a policy of random weights. */
class MllibTest {
    static final String NANO = Path.of("..", "executors", "src/test/resources/fixtures/nano/model")
            .toAbsolutePath()
            .normalize()
            .toString();
    private static final StructType SCHEMA = new StructType()
            .add("number", DataTypes.IntegerType)
            .add("question", DataTypes.StringType)
            .add("result", DataTypes.IntegerType)
            .add("held", DataTypes.BooleanType);

    private static SparkSession spark;
    private static Dataset<Row> table;

    @TempDir
    private Path folder;

    @BeforeAll
    static void openSession() {
        spark = LocalSpark.plain(JavaSerializer.class);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rows.add(RowFactory.create(i, i + " + 1 =", i + 1, i >= 8));
        }
        table = spark.createDataFrame(rows, SCHEMA).repartition(2);
    }

    @AfterAll
    static void stopSession() {
        spark.stop();
    }

    /** One training step of 2 problems with 2 rollouts each. */
    private AcpoTrainer trainer() {
        return new AcpoTrainer()
                .setModelPath(NANO)
                .setProblemCol("question")
                .setAnswerCol("result")
                .setIdCol("number")
                .setRunDir(folder.resolve("runs").toString())
                .setEpochs(1)
                .setStepsPerEpoch(1)
                .setPromptsPerStep(2)
                .setSamplesPerPrompt(2)
                .setMaxNewTokens(8)
                .setOverrides("rollout.hierarchical.enabled=false", "update.minibatches=1");
    }

    @Test
    void fitsTransformsAndComesBackFromDiskTheSame() throws IOException {
        PolicyModel model = trainer().setValidationCol("held").fit(table);
        assertThat(model.hasParent()).isTrue();

        Dataset<Row> solved = model.transform(table).orderBy("number");
        assertThat(solved.columns())
                .containsExactly("number", "question", "result", "held", "completion", "log_prob", "entropy");
        List<Row> first = solved.collectAsList();
        assertThat(first).hasSize(10).allSatisfy(row -> {
            assertThat(row.<String>getAs("completion")).isNotNull();
            assertThat(row.<Double>getAs("log_prob")).isNegative();
            assertThat(row.<Double>getAs("entropy")).isBetween(0.0, Math.log(260));
        });
        assertThat(first.stream().map(row -> row.<String>getAs("completion")).distinct())
                .hasSizeGreaterThan(1);

        String saved = folder.resolve("model").toString();
        model.write().save(saved);
        PolicyModel loaded = PolicyModel.load(saved);
        assertThat(loaded.uid()).isEqualTo(model.uid());
        assertThat(loaded.modelFolder()).isEqualTo("file:" + saved + "/model");
        assertThat(loaded.getProblemCol()).isEqualTo("question");
        assertThat(loaded.transform(table).orderBy("number").collectAsList()).isEqualTo(first);
        // overwriting would delete the weights before they are read
        assertThatThrownBy(() -> loaded.write().overwrite().save(saved))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("its weights lie there");
        assertThat(folder.resolve("model/model/model.safetensors")).exists();

        Path run;
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            run = runs.findFirst().orElseThrow();
        }
        assertThat(Files.readAllLines(run.resolve("problems/train.jsonl")))
                .hasSize(8)
                .contains("{\"id\":\"3\",\"problem\":\"3 + 1 =\",\"answer\":\"4\"}");
        assertThat(spark.read().parquet(run.resolve("rollouts").toString()).count())
                .isEqualTo(4);
        assertThat(spark.range(5).count()).as("the session goes on").isEqualTo(5);
    }

    @Test
    void isAStageOfAPipelineWithSeveralSamples() throws IOException {
        SQLTransformer rename = new SQLTransformer()
                .setStatement("SELECT number AS id, question AS problem, result AS answer FROM __THIS__");
        AcpoTrainer trainer = trainer();
        trainer.clear(trainer.problemCol()).clear(trainer.answerCol()).clear(trainer.idCol());
        trainer.setSamples(2).setEvalFraction(0.2);

        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {rename, trainer});
        String saved = folder.resolve("pipeline").toString();
        pipeline.write().save(saved);
        PipelineModel model = Pipeline.load(saved).fit(table);
        model.write().save(saved + "-model");
        List<Row> rows = PipelineModel.load(saved + "-model")
                .transform(table)
                .orderBy("id")
                .collectAsList();

        assertThat(rows).hasSize(10).allSatisfy(row -> {
            assertThat(row.<String>getList(row.fieldIndex("completion"))).hasSize(2);
            assertThat(row.<Double>getList(row.fieldIndex("log_prob"))).hasSize(2);
            assertThat(row.<Double>getList(row.fieldIndex("entropy"))).hasSize(2);
        });
    }

    @Test
    void isTunedOverAGrid() {
        AcpoTrainer trainer = trainer().setEvalFraction(0.2).setSamples(2);
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(trainer.learningRate(), new double[] {1e-5, 1e-4})
                .build();
        TrainValidationSplitModel best = new TrainValidationSplit()
                .setEstimator(trainer)
                .setEvaluator(new PassAt1Evaluator().setProblemCol("question").setAnswerCol("result"))
                .setEstimatorParamMaps(grid)
                .setTrainRatio(0.7)
                .setSeed(3)
                .fit(table);

        assertThat(best.validationMetrics()).hasSize(2).doesNotContain(Double.NaN);
        assertThat(best.transform(table).columns()).endsWith("completion", "log_prob", "entropy");
        assertThat(folder.resolve("runs").toFile().list())
                .as("a run for each point, and one on all rows")
                .hasSize(3);
    }

    @Test
    void greedyCompletionsOfAFolderTakeAnyTable() {
        PolicyModel model = new PolicyModel(NANO)
                .setProblemCol("question")
                .setTemperature(0)
                .setMaxNewTokens(4)
                .setCompletionCol("said");
        Dataset<Row> two = table.filter("number < 2")
                .selectExpr("question")
                .union(spark.sql("SELECT CAST(NULL AS STRING)"))
                .coalesce(1);
        List<Row> rows = model.transform(two).collectAsList();
        List<Row> again =
                model.copy(ParamMap.empty()).setSeed(99).transform(two).collectAsList();

        assertThat(rows).hasSize(3).isEqualTo(again);
        assertThat(rows.stream().filter(row -> row.isNullAt(0)))
                .singleElement()
                .satisfies(row -> assertThat(row.isNullAt(1) && row.isNullAt(2) && row.isNullAt(3))
                        .isTrue());
    }

    @Test
    void theMostProbableTokenAloneIsWhatGreedySamplingTakes() {
        PolicyModel greedy = new PolicyModel(NANO)
                .setProblemCol("question")
                .setTemperature(0)
                .setMaxNewTokens(6);
        PolicyModel topOne = greedy.copy(ParamMap.empty()).setTemperature(1).setTopK(1);
        PolicyModel free = greedy.copy(ParamMap.empty()).setTemperature(1);
        Dataset<Row> few = table.filter("number < 4");

        assertThat(completions(topOne, few)).isEqualTo(completions(greedy, few)).isNotEqualTo(completions(free, few));
        assertThatThrownBy(() -> topOne.setTopK(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> completions(PolicyModel model, Dataset<Row> problems) {
        return model.transform(problems).select("completion").collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }

    @Test
    void passAt1IsTheMeanShareOfRightCompletions() {
        StructType schema = new StructType()
                .add("problem", DataTypes.StringType)
                .add("answer", DataTypes.StringType)
                .add("completion", DataTypes.createArrayType(DataTypes.StringType));
        Dataset<Row> judged = spark.createDataFrame(
                List.of(
                        RowFactory.create("6*7", "42", new String[] {"It is \\boxed{42}", "\\boxed{41}"}),
                        RowFactory.create("1/2", "1/2", new String[] {"\\boxed{0.5}", "Answer: \\frac{1}{2}"}),
                        RowFactory.create("1+1", "2", new String[] {"", "three"}),
                        RowFactory.create("1+2", "3", null)),
                schema);
        // 1 of 2, 2 of 2, 0 of 2, none: (0.5 + 1 + 0 + 0) / 4
        assertThat(new PassAt1Evaluator().evaluate(judged)).isEqualTo(0.375, within(1e-12));
        assertThatThrownBy(() -> new PassAt1Evaluator().evaluate(judged.limit(0)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no rows");
    }

    @Test
    void splitsByIdsAlone() {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            problems.add(new Problem("p" + i, "q", "1", null, null, null, null));
        }
        ProblemSplit split = ProblemSplit.byFraction(problems, 0.25, 5);
        List<Problem> reversed = new ArrayList<>(problems);
        Collections.reverse(reversed);

        assertThat(split.heldOut()).hasSize(5).doesNotContainAnyElementsOf(split.train());
        assertThat(split.train()).hasSize(15);
        assertThat(ids(ProblemSplit.byFraction(reversed, 0.25, 5))).isEqualTo(ids(split));
        assertThat(ids(ProblemSplit.byFraction(problems, 0.25, 6))).isNotEqualTo(ids(split));
    }

    private static Set<String> ids(ProblemSplit split) {
        return split.heldOut().stream().map(problem -> problem.id()).collect(Collectors.toSet());
    }

    @Test
    void everyParamHasAMeaningAndSurvivesSaving() throws IOException {
        AcpoTrainer trainer = trainer().setSeed(5).setTemperature(0.7).setStepWeight(0.25);
        assertThat(trainer.explainParams())
                .contains("learningRate: peak learning rate of AdamW (optimizer.learning_rate; > 0)")
                .contains("temperature: ");
        assertThat(trainer.params())
                .hasSize(23)
                .allSatisfy(param -> assertThat(param.doc()).isNotBlank());
        String saved = folder.resolve("trainer").toString();
        trainer.write().save(saved);
        AcpoTrainer loaded = AcpoTrainer.load(saved);
        assertThat(loaded.config()).isEqualTo(trainer.config());
        assertThat(loaded.config().seed()).isEqualTo(5);
        assertThat(loaded.config().rollout().temperature()).isEqualTo(0.7);
        assertThat(loaded.config().evaluation().temperature()).isEqualTo(0.7);
        assertThat(loaded.config().evaluation().maxNewTokens()).isEqualTo(8);
        assertThat(loaded.config().advantage().stepWeight()).isEqualTo(0.25);
        assertThat(loaded.config().data().train().fields())
                .containsEntry("problem", "question")
                .containsEntry("answer", "result")
                .containsEntry("id", "number");
        assertThat(trainer.copy(ParamMap.empty()).config()).isEqualTo(trainer.config());
    }

    @Test
    void refusesWhatCannotWorkBeforeItTrains() {
        assertThatThrownBy(() -> trainer().setEpochs(0)).hasMessageContaining("epochs given invalid value 0");
        assertThatThrownBy(() -> trainer().setEvalFraction(1)).hasMessageContaining("evalFraction");
        refused(
                trainer().setProblemCol("text"),
                "problemCol is 'text', but the table has the columns number, question");
        refused(trainer().setProblemCol("number"), "problemCol is 'number', a column of type int");
        refused(trainer().setValidationCol("number"), "it must be a boolean");
        refused(trainer().setCompletionCol("Question"), "the table has that column already");
        refused(trainer().setOverrides("optimizer.lerning_rate=1"), "did you mean learning_rate?");
        refused(
                trainer().setOverrides("rollout.max_new_tokens=9"),
                "param maxNewTokens is set, and overrides has rollout.max_new_tokens=9");
        refused(trainer().setTemperature(0), "rollout.temperature is 0.0, but it must be above 0");
        refused(trainer().setRecipe("no such"), "recipe no such");
        refused(trainer().setModelPath("/no/model"), "model folder /no/model does not exist");
        refused(trainer().setEvalFraction(0.99), "leaves none to train on");
        refused(trainer().setValidationCol("held"), table.filter("not held"), "validationCol 'held' is true in no row");
        assertThat(folder.resolve("runs").toFile().list())
                .as("folders left behind")
                .isNullOrEmpty();
        assertThatThrownBy(() -> new PolicyModel(NANO).transform(table))
                .hasMessageContaining("problemCol is 'problem'");
        assertThatThrownBy(() ->
                        new PolicyModel("/no/model").setProblemCol("question").transform(table))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("/no/model does not exist");
    }

    private static void refused(AcpoTrainer trainer, String message) {
        refused(trainer, table, message);
    }

    private static void refused(AcpoTrainer trainer, Dataset<Row> rows, String message) {
        assertThatThrownBy(() -> trainer.fit(rows))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message);
    }
}

package org.acpo.driver.ml;

import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.verify.Verifiers;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import scala.Tuple2;

/**
 * Pass@1 of completions: the mean over rows of the share of completions whose final answer is right, as the configured
 * verifier decides. What chooses between models in a search over params:
 *
 * <pre>{@code
 * ParamMap[] grid = new ParamGridBuilder().addGrid(trainer.learningRate(), new double[] {1e-6, 5e-6}).build();
 * TrainValidationSplitModel best = new TrainValidationSplit()
 *         .setEstimator(trainer)
 *         .setEvaluator(new PassAt1Evaluator().setProblemCol("question").setOverrides("data.train.answer_format=gsm8k"))
 *         .setEstimatorParamMaps(grid)
 *         .fit(problems);
 * }</pre>
 *
 * <p>Give it the recipe and the overrides of the trainer: from them it takes the sections {@code verifier} and {@code
 * data.train}. A completion counts as one that was not cut at its length limit.
 */
public final class PassAt1Evaluator extends Evaluator implements HasRecipe<PassAt1Evaluator>, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final ColumnParams columnParams;
    private final RecipeParams recipeParams;

    public PassAt1Evaluator() {
        this(Identifiable.randomUID("passAt1"));
    }

    /** With a given uid, as MLlib makes copies. */
    public PassAt1Evaluator(String uid) {
        this.uid = uid;
        columnParams = ColumnParams.of(this);
        recipeParams = RecipeParams.of(this);
        setDefault(completionCol(), "completion");
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public ColumnParams columnParams() {
        return columnParams;
    }

    @Override
    public RecipeParams recipeParams() {
        return recipeParams;
    }

    /** Pass@1, between 0 and 1. */
    @Override
    public double evaluate(Dataset<?> dataset) {
        TrainConfig config = Knob.config(this, Knob.columns(this));
        Map<String, String> names = config.data().train().fields();
        TableSchema table = new TableSchema(dataset.schema());
        table.requireText("problemCol", names.getOrDefault("problem", "problem"));
        table.requireScalar("answerCol", names.getOrDefault("answer", "answer"));
        table.requireTextOrTexts("completionCol", getCompletionCol());
        VerifyTask task = new VerifyTask(
                Verifiers.of(config.verifier(), config.rollout().maxNewTokens()),
                config.data().train(),
                getCompletionCol());
        List<Tuple2<Double, Long>> parts = dataset.toDF()
                .mapPartitions(task, Encoders.tuple(Encoders.DOUBLE(), Encoders.LONG()))
                .collectAsList();
        long rows = parts.stream().mapToLong(Tuple2::_2).sum();
        if (rows == 0) {
            throw new UserException("there are no rows to take pass@1 of; give a table with rows");
        }
        return parts.stream().mapToDouble(Tuple2::_1).sum() / rows;
    }

    @Override
    public PassAt1Evaluator copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<PassAt1Evaluator> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads a saved evaluator. */
    public static PassAt1Evaluator load(String path) {
        return read().load(path);
    }
}

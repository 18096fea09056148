package org.acpo.driver.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.acpo.common.recipe.TrainConfig;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a language model by reinforcement learning with verifiable rewards on the rows of a table, each a problem and its
 * right answer.
 *
 * <pre>{@code
 * Dataset<Row> problems = spark.read().parquet("hdfs:///gsm8k");       // question, answer
 * PolicyModel model = new AcpoTrainer()
 *         .setModelPath("hdfs:///models/Qwen2.5-0.5B")
 *         .setProblemCol("question")
 *         .setOverrides("data.train.answer_format=gsm8k", "prompt.kind=chat")
 *         .setEpochs(2)
 *         .setLearningRate(1e-6)
 *         .setRunDir("hdfs:///runs")
 *         .fit(problems);
 * Dataset<Row> solved = model.setSamples(4).transform(problems);      // + completion, log_prob, entropy
 * model.write().save("hdfs:///models/mine");
 * }</pre>
 *
 * <p>Configuration comes in three layers: the recipe or the defaults, the overrides, and the params, each short for the key
 * that its description names ({@link #explainParams}). Every fit is a run in a folder of its own below {@code runDir},
 * with all that {@code acpo train} leaves there. It works in the session of the table, whatever its serializer and
 * plugins; the table's problems are brought to the driver. Progress goes to standard error.
 *
 * <p>Held out for pass@1 are the rows marked by {@code validationCol}; without it the problems of {@code data.eval} where
 * recipe or overrides name some and {@code evalFraction} is not set; else {@code evalFraction} of the rows.
 */
public final class AcpoTrainer extends Estimator<PolicyModel>
        implements HasRecipe<AcpoTrainer>, HasSampling<AcpoTrainer>, HasTuning<AcpoTrainer>, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final ColumnParams columnParams;
    private final RecipeParams recipeParams;
    private final SamplingParams samplingParams;
    private final TuningParams tuningParams;
    private final Param<String> runDir;
    private final Param<String> validationCol;
    private final DoubleParam evalFraction;

    public AcpoTrainer() {
        this(Identifiable.randomUID("acpo"));
    }

    /** With a given uid, as MLlib makes copies. */
    public AcpoTrainer(String uid) {
        this.uid = uid;
        columnParams = ColumnParams.of(this);
        recipeParams = RecipeParams.of(this);
        samplingParams = SamplingParams.of(this);
        tuningParams = TuningParams.of(this);
        runDir = new Param<>(
                this, "runDir", "folder on a file system that all executors reach, below which each fit makes its own");
        validationCol = new Param<>(this, "validationCol", "boolean column, true for rows to hold out");
        evalFraction = new DoubleParam(
                this,
                "evalFraction",
                "share of the rows to hold out, unless validationCol or data.eval says otherwise (> 0, < 1)",
                ParamValidators.inRange(0, 1, false, false));
        setDefault(runDir, "runs");
        setDefault(evalFraction, 0.1);
        PolicyModel.setColumnDefaults(this);
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

    @Override
    public SamplingParams samplingParams() {
        return samplingParams;
    }

    @Override
    public TuningParams tuningParams() {
        return tuningParams;
    }

    public Param<String> runDir() {
        return runDir;
    }

    public String getRunDir() {
        return getOrDefault(runDir);
    }

    public AcpoTrainer setRunDir(String folder) {
        return with(runDir, folder);
    }

    public Param<String> validationCol() {
        return validationCol;
    }

    public String getValidationCol() {
        return getOrDefault(validationCol);
    }

    public AcpoTrainer setValidationCol(String column) {
        return with(validationCol, column);
    }

    public DoubleParam evalFraction() {
        return evalFraction;
    }

    public double getEvalFraction() {
        return (double) getOrDefault(evalFraction);
    }

    public AcpoTrainer setEvalFraction(double share) {
        return with(evalFraction, share);
    }

    /**
     * Trains on the table's rows.
     *
     * @return the policy after the last step
     * @throws org.acpo.common.UserException when configuration, model or rows do not fit; nothing is trained then
     */
    @Override
    public PolicyModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        TrainConfig config = config();
        Path checkpoint = new Fit(this, config, dataset.sparkSession()).run(dataset);
        PolicyModel model = new PolicyModel(uid, checkpoint.toString());
        copyValues(model, ParamMap.empty());
        return model.configure(config).setParent(this);
    }

    /** The configuration that a fit trains with, problems apart. */
    public TrainConfig config() {
        List<Knob> knobs = new ArrayList<>(Knob.columns(this));
        knobs.addAll(List.of(
                Knob.of(modelPath(), "model.path"),
                Knob.of(epochs(), "curriculum.epochs"),
                Knob.of(stepsPerEpoch(), "curriculum.steps_per_epoch"),
                Knob.of(promptsPerStep(), "rollout.prompts_per_step"),
                Knob.of(samplesPerPrompt(), "rollout.samples_per_prompt"),
                Knob.of(learningRate(), "optimizer.learning_rate"),
                Knob.of(klCoefficient(), "update.kl.coefficient"),
                Knob.of(stepWeight(), "advantage.step_weight"),
                Knob.of(seed(), "seed"),
                new Knob(maxNewTokens(), "rollout.max_new_tokens", "evaluation.max_new_tokens"),
                new Knob(temperature(), "rollout.temperature", "evaluation.temperature")));
        return Knob.config(this, knobs);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        TableSchema table = new TableSchema(schema);
        Map<String, String> names = config().data().train().fields();
        table.requireText("problemCol", names.getOrDefault("problem", "problem"));
        table.requireScalar("answerCol", names.getOrDefault("answer", "answer"));
        if (names.containsKey("id")) {
            table.requireScalar("idCol", names.getOrDefault("id", "id"));
        }
        if (isDefined(validationCol)) {
            table.requireBoolean("validationCol", getValidationCol());
        }
        return table.withCompletions(this);
    }

    @Override
    public AcpoTrainer copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<AcpoTrainer> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads a saved trainer. */
    public static AcpoTrainer load(String path) {
        return read().load(path);
    }
}

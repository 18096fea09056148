package org.acpo.driver.ml;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.acpo.common.problem.PromptConfig;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.driver.evaluate.Evaluator;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.rollout.CompletionSpec;
import org.acpo.executors.rollout.RolloutSpec;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A language model that completes the problems of a table. {@link AcpoTrainer} makes one; any Hugging Face folder that the
 * engine computes does as well:
 *
 * <pre>{@code
 * Dataset<Row> solved = new PolicyModel("hdfs:///models/Qwen2.5-0.5B").setPromptKind("chat").transform(problems);
 * }</pre>
 *
 * <p>{@link #transform} is lazy and samples on executors, a partition a task, each with the replica of its process. The
 * random numbers of a completion are a function of seed, id and sample, so that it comes out the same when it is computed
 * again; where there is no id column the problem's text stands for it. A row without a problem gets null.
 */
public final class PolicyModel extends Model<PolicyModel>
        implements HasSampling<PolicyModel>, HasPrompt<PolicyModel>, MLWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final String modelFolder;
    private final ColumnParams columnParams;
    private final SamplingParams samplingParams;
    private final PromptParams promptParams;

    /**
     * The model of a folder.
     *
     * @param modelFolder Hugging Face folder that driver and executors reach, or {@code builtin:nano}
     */
    public PolicyModel(String modelFolder) {
        this(Identifiable.randomUID("policy"), modelFolder);
    }

    PolicyModel(String uid, String modelFolder) {
        this.uid = uid;
        this.modelFolder = modelFolder;
        columnParams = ColumnParams.of(this);
        samplingParams = SamplingParams.of(this);
        promptParams = PromptParams.of(this);
        setColumnDefaults(this);
        setDefault(problemCol(), "problem");
        settings(TrainConfig.load(null, List.of())).forEach(this::setDefault);
    }

    /** What trainer and model call the columns that a model adds. */
    static void setColumnDefaults(HasSampling<?> owner) {
        owner.setDefault(owner.completionCol(), "completion");
        owner.setDefault(owner.logProbCol(), "log_prob");
        owner.setDefault(owner.entropyCol(), "entropy");
        owner.setDefault(owner.samples(), 1);
    }

    private <V> void setDefault(ParamPair<V> pair) {
        setDefault(pair.param(), pair.value());
    }

    /** Samples from now on as the held-out evaluation of a run with this configuration does. */
    PolicyModel configure(TrainConfig config) {
        settings(config).forEach(this::set);
        Map<String, String> fields = config.data().train().fields();
        set(problemCol(), fields.getOrDefault("problem", "problem"));
        String id = fields.get("id");
        return id == null ? this : with(idCol(), id);
    }

    private List<ParamPair<?>> settings(TrainConfig config) {
        List<ParamPair<?>> settings = new ArrayList<>(List.of(
                maxNewTokens().w(config.evaluation().maxNewTokens()),
                temperature().w(config.evaluation().temperature()),
                seed().w(config.seed()),
                topP().w(config.evaluation().topP()),
                topK().w(config.evaluation().topK()),
                promptKind().w(lower(config.prompt().kind())),
                stop().w(config.rollout().stop()),
                dtype().w(lower(config.model().dtype())),
                slots().w(config.rollout().slots())));
        if (config.prompt().template() != null) {
            settings.add(promptTemplate().w(config.prompt().template()));
        }
        if (config.prompt().system() != null) {
            settings.add(systemPrompt().w(config.prompt().system()));
        }
        return settings;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The Hugging Face folder with the weights; for a fitted model the last checkpoint of its run. */
    public String modelFolder() {
        return modelFolder;
    }

    @Override
    public ColumnParams columnParams() {
        return columnParams;
    }

    @Override
    public SamplingParams samplingParams() {
        return samplingParams;
    }

    @Override
    public PromptParams promptParams() {
        return promptParams;
    }

    /** Adds the columns {@code completionCol}, {@code logProbCol} and {@code entropyCol}. */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        TableSchema table = new TableSchema(dataset.schema());
        Configuration hadoop = dataset.sparkSession().sessionState().newHadoopConf();
        int id = hasId(table) ? table.index(idColumn()) : -1;
        CompletionTask task = new CompletionTask(spec(hadoop), schema, table.index(getProblemCol()), id);
        return dataset.toDF().mapPartitions(task, Encoders.row(schema));
    }

    private CompletionSpec spec(Configuration hadoop) {
        Dtype format = Dtype.valueOf(getDtype().toUpperCase(Locale.ROOT));
        PromptConfig.Kind kind = PromptConfig.Kind.valueOf(getPromptKind().toUpperCase(Locale.ROOT));
        String system = isDefined(systemPrompt()) ? getSystemPrompt() : null;
        String template = isDefined(promptTemplate()) ? getPromptTemplate() : null;
        return new CompletionSpec(
                ReplicaSpec.of(modelFolder, format).at(ModelCopy.version(modelFolder, hadoop)),
                new PromptConfig(kind, template, system, null).at(LocalDateTime.now()),
                getSamples(),
                (float) getTemperature(),
                new RolloutSpec.Sampling(
                        getMaxNewTokens(), getTopP(), getTopK(), List.of(getStop()), getSlots(), false),
                getSeed(),
                Evaluator.RANDOM_VERSION);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        TableSchema table = new TableSchema(schema);
        table.requireText("problemCol", getProblemCol());
        if (hasId(table)) {
            table.requireScalar("idCol", idColumn());
        }
        return table.withCompletions(this);
    }

    /** An id column that was named must be there, {@code id} may be. */
    private boolean hasId(TableSchema table) {
        return isDefined(idCol()) || table.has(idColumn());
    }

    private String idColumn() {
        return isDefined(idCol()) ? getIdCol() : "id";
    }

    @Override
    public PolicyModel copy(ParamMap extra) {
        PolicyModel copy = new PolicyModel(uid, modelFolder);
        copyValues(copy, extra);
        return copy.setParent(parent());
    }

    /** Saves params and a copy of the Hugging Face folder, which is {@value ModelCopy#FOLDER} below the path. */
    @Override
    public MLWriter write() {
        return new ModelCopy.Writer(this);
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<PolicyModel> read() {
        return new ModelCopy.Reader();
    }

    /** Reads a saved model. */
    public static PolicyModel load(String path) {
        return read().load(path);
    }
}

package org.acpo.driver.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutRecord;
import org.acpo.common.rollout.RolloutSchema;
import org.acpo.common.run.RunFolder;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Writes the rollouts of a step as Parquet with the columns of {@link RolloutSchema}. Driver side. */
public final class RolloutWriter {
    private static final List<String> PARTITIONS = List.of("epoch", "step");
    private static final int ROWS_PER_FILE = 20_000;

    private final SparkSession spark;
    private final RunFolder folder;

    public RolloutWriter(SparkSession spark, RunFolder folder) {
        this.spark = spark;
        this.folder = folder;
    }

    /** Writes one step's rollouts, replacing what an interrupted run may have left there. All are of one step. */
    public void write(List<RolloutRecord> records) {
        RolloutRecord first = records.get(0);
        List<Row> rows = records.stream().map(RolloutWriter::row).toList();
        spark.sparkContext().setJobDescription("step " + first.step() + ": write rollouts");
        spark.createDataFrame(rows, schema())
                .coalesce(1 + rows.size() / ROWS_PER_FILE)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(folder.rollouts(first.epoch(), first.step()).toString());
    }

    /** The schema of one partition's files: all columns but the partition columns. */
    public static StructType schema() {
        List<StructField> fields = new ArrayList<>();
        for (RolloutSchema.Column column : RolloutSchema.columns()) {
            if (!PARTITIONS.contains(column.name())) {
                Metadata meaning = Metadata.fromJson("{\"comment\":\"" + column.meaning() + "\"}");
                fields.add(new StructField(column.name(), type(column.type()), column.nullable(), meaning));
            }
        }
        return DataTypes.createStructType(fields);
    }

    private static DataType type(RolloutSchema.Type type) {
        return switch (type) {
            case BOOLEAN -> DataTypes.BooleanType;
            case INT -> DataTypes.IntegerType;
            case FLOAT -> DataTypes.FloatType;
            case DOUBLE -> DataTypes.DoubleType;
            case STRING -> DataTypes.StringType;
            case INTS -> DataTypes.createArrayType(DataTypes.IntegerType, false);
            case FLOATS -> DataTypes.createArrayType(DataTypes.FloatType, false);
            case DOUBLES -> DataTypes.createArrayType(DataTypes.DoubleType, false);
            case STRINGS -> DataTypes.createArrayType(DataTypes.StringType, false);
        };
    }

    /** In the order of {@link RolloutSchema#columns()}, without the partition columns. */
    private static Row row(RolloutRecord record) {
        Rollout rollout = record.rollout();
        return RowFactory.create(
                RolloutSchema.VERSION,
                record.stage(),
                rollout.policyVersion(),
                rollout.problemId(),
                record.problem().problem(),
                record.problem().answer(),
                record.problem().level(),
                record.problem().subject(),
                record.problem().source(),
                record.prompt(),
                rollout.index(),
                rollout.level(),
                rollout.temperature(),
                rollout.text(),
                rollout.verdict().reward(),
                rollout.verdict().correct(),
                rollout.verdict().extracted(),
                rollout.verdict().reason().name().toLowerCase(Locale.ROOT),
                rollout.truncated(),
                rollout.length(),
                rollout.tokens(),
                record.pieces().toArray(new String[0]),
                rollout.logProbs(),
                rollout.entropies(),
                record.outcomeAdvantage(),
                rollout.segmentEnds(),
                rollout.answerLogProbs(),
                record.attributions(),
                record.stepAdvantages(),
                record.stepClasses());
    }
}

package org.acpo.driver.rollout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.acpo.common.curriculum.RunPosition;
import org.acpo.common.dataset.RolloutRecord;
import org.acpo.common.dataset.RolloutSchema;
import org.acpo.common.dataset.RolloutSchema.Column;
import org.acpo.common.run.RunFolder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Writes the rollouts of a step as Parquet with the columns of {@link RolloutSchema}. The driver has them all, so it writes them
 * itself: a Spark job would send them back to the executors, and costs more than a step of a small policy has to spare.
 */
public final class RolloutWriter {
    private static final List<String> PARTITIONS = List.of("epoch", "step");
    private static final int ROWS_PER_FILE = 20_000;

    private final Configuration hadoop;
    private final RunFolder folder;

    public RolloutWriter(Configuration hadoop, RunFolder folder) {
        this.hadoop = hadoop;
        this.folder = folder;
    }

    /**
     * Writes one step's rollouts, replacing what an interrupted run may have left there. All are of one step. A reader sees whole
     * files only.
     *
     * @throws UncheckedIOException when the file system refuses
     */
    public void write(List<RolloutRecord> records) {
        RunPosition position = records.get(0).position();
        Path step = folder.rollouts(position.epoch(), position.step());
        try {
            FileSystem files = step.getFileSystem(hadoop);
            files.delete(step, true);
            for (int from = 0; from < records.size(); from += ROWS_PER_FILE) {
                String name = String.format(Locale.ROOT, "part-%05d.snappy.parquet", from / ROWS_PER_FILE);
                Path written = new Path(step, "_" + name + ".writing");
                RolloutParquet.write(
                        written, records.subList(from, Math.min(records.size(), from + ROWS_PER_FILE)), hadoop);
                if (!files.rename(written, new Path(step, name))) {
                    throw new IOException("cannot rename " + written + " to " + name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the rollouts to " + step, e);
        }
    }

    /** The columns of the files: all but the partition columns. */
    static List<Column> columns() {
        return RolloutSchema.columns().stream()
                .filter(column -> !PARTITIONS.contains(column.name()))
                .toList();
    }

    /** The schema of one partition's files. */
    public static StructType schema() {
        return DataTypes.createStructType(
                columns().stream().map(RolloutWriter::field).toList());
    }

    private static StructField field(Column column) {
        Metadata meaning = Metadata.fromJson("{\"comment\":\"" + column.meaning() + "\"}");
        return new StructField(column.name(), type(column.type()), column.nullable(), meaning);
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
}

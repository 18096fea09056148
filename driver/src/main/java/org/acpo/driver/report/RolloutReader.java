package org.acpo.driver.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.acpo.driver.rollout.RolloutWriter;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.GroupType;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/** Reads a step's rollouts without a Spark session, for pages that answer at once. Rows are as Spark would read them. */
final class RolloutReader {
    private static final StructType SCHEMA = RolloutWriter.schema()
            .add("step", DataTypes.IntegerType, false)
            // of files of version 1
            .add(ShownRollout.VERSION_1_VALUES, DataTypes.createArrayType(DataTypes.DoubleType, false), true);

    private final Configuration hadoop;

    RolloutReader(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /** All rows of a step, in the order of its files; columns that a file lacks are null. */
    List<Row> rows(RolloutFiles.Step step) {
        List<Row> rows = new ArrayList<>();
        try {
            Path pattern = new Path(step.folder(), "*.parquet");
            for (FileStatus file : pattern.getFileSystem(hadoop).globStatus(pattern)) {
                read(file.getPath(), step.step(), rows);
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + step.folder(), e);
        }
    }

    private void read(Path file, int step, List<Row> rows) throws IOException {
        try (ParquetReader<Group> reader = ParquetReader.builder(new GroupReadSupport(), file)
                .withConf(hadoop)
                .build()) {
            for (Group group = reader.read(); group != null; group = reader.read()) {
                rows.add(row(group, step));
            }
        }
    }

    private static Row row(Group group, int step) {
        Object[] values = new Object[SCHEMA.size()];
        for (int i = 0; i < values.length; i++) {
            StructField field = SCHEMA.fields()[i];
            values[i] = field.name().equals("step") ? step : value(group, field);
        }
        return new GenericRowWithSchema(values, SCHEMA);
    }

    private static @Nullable Object value(Group group, StructField field) {
        GroupType type = group.getType();
        if (!type.containsField(field.name()) || group.getFieldRepetitionCount(field.name()) == 0) {
            return null;
        }
        int index = type.getFieldIndex(field.name());
        return field.dataType() instanceof ArrayType array
                ? list(group.getGroup(index, 0), array.elementType())
                : scalar(group, index, 0, field.dataType());
    }

    /** Three levels, as the Parquet format has lists: the list, its repeated group, the element. */
    private static Object list(Group list, DataType element) {
        int size = list.getFieldRepetitionCount(0);
        List<Object> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(scalar(list.getGroup(0, i), 0, 0, element));
        }
        return JavaConverters.asScalaBuffer(values).toSeq();
    }

    private static Object scalar(Group group, int field, int index, DataType type) {
        if (type.equals(DataTypes.IntegerType)) {
            return group.getInteger(field, index);
        }
        if (type.equals(DataTypes.FloatType)) {
            return group.getFloat(field, index);
        }
        if (type.equals(DataTypes.DoubleType)) {
            return group.getDouble(field, index);
        }
        return type.equals(DataTypes.BooleanType) ? group.getBoolean(field, index) : group.getString(field, index);
    }
}

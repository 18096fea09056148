package org.acpo.driver.lab.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** A study's results as files that other programs read. */
final class StudyTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StudyTable() {}

    /** Rows as one Parquet table, a column for every name that occurs: texts as they are, numbers as doubles. */
    static void write(SparkSession spark, List<Map<String, Object>> rows, Path file) {
        Map<String, DataType> columns = new LinkedHashMap<>();
        for (Map<String, Object> row : rows) {
            row.forEach((name, value) -> {
                if (value != null) {
                    columns.putIfAbsent(name, value instanceof String ? DataTypes.StringType : DataTypes.DoubleType);
                }
            });
        }
        List<StructField> fields = new ArrayList<>();
        columns.forEach((name, type) -> fields.add(DataTypes.createStructField(name, type, true)));
        List<Row> table = rows.stream()
                .map(row -> RowFactory.create(columns.keySet().stream()
                        .map(name -> cell(row.get(name)))
                        .toArray()))
                .toList();
        spark.createDataFrame(table, DataTypes.createStructType(fields))
                .coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(file.toString());
    }

    private static @Nullable Object cell(@Nullable Object value) {
        if (!(value instanceof Number number)) {
            return value;
        }
        double cell = number.doubleValue();
        return Double.isNaN(cell) ? null : (Object) cell;
    }

    /** JSON in which what is not a number is null. */
    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value).replace("\"NaN\"", "null");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static void json(Object value, Path file, Configuration hadoop) {
        HadoopFiles.write(file, json(value) + "\n", hadoop);
    }
}

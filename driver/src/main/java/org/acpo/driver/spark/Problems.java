package org.acpo.driver.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.acpo.common.UserException;
import org.acpo.common.problem.FieldMapping;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.ProblemSet;
import org.acpo.common.problem.SourceConfig;
import org.acpo.driver.checkpoint.Files;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Problem sets of every kind: those that common reads, and Parquet through Spark. */
public final class Problems {
    private Problems() {}

    /**
     * The problems that {@code config} names, in a stable order.
     *
     * @throws UserException if the source is missing, malformed, empty or repeats an id
     */
    public static List<Problem> load(SparkSession spark, SourceConfig config) {
        return load(spark, config, new FieldMapping(config));
    }

    /** As {@link #load(SparkSession, SourceConfig)}, with rows read by {@code mapping}. */
    public static List<Problem> load(SparkSession spark, SourceConfig config, FieldMapping mapping) {
        return config.kind().needsSpark()
                ? ofRows(rows(spark, config), config, mapping)
                : ProblemSet.load(config, mapping, spark.sessionState().newHadoopConf());
    }

    /** The problems in the rows of a table, whose columns {@code config.fields()} maps. */
    public static List<Problem> ofRows(Dataset<Row> table, SourceConfig config) {
        return ofRows(table, config, new FieldMapping(config));
    }

    private static List<Problem> ofRows(Dataset<Row> table, SourceConfig config, FieldMapping mapping) {
        Dataset<Row> limited = config.limit() == 0 ? table : table.limit(config.limit());
        String[] columns = limited.columns();
        List<Problem> problems = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        String source = config.path() == null ? "table" : config.path();
        for (Row row : limited.collectAsList()) {
            String where = source + ", row " + problems.size();
            Problem problem = mapping.problem(values(row, columns), where, "row-" + problems.size());
            if (!ids.add(problem.id())) {
                throw new UserException(where + ": id '" + problem.id()
                        + "' occurs twice; ids must differ, as random numbers are a function of them");
            }
            problems.add(problem);
        }
        if (problems.isEmpty()) {
            throw new UserException(source + " holds no problems; give a table with rows");
        }
        return problems;
    }

    private static Dataset<Row> rows(SparkSession spark, SourceConfig config) {
        String path = Objects.requireNonNull(config.path());
        if (config.kind() == SourceConfig.Kind.TABLE) {
            if (!spark.catalog().tableExists(path)) {
                throw new UserException(
                        "data.path is " + path + ", but Spark's catalog has no such table; give its name,"
                                + " such as database.table, and see spark.sql.catalogImplementation");
            }
            return spark.table(path);
        }
        if (!Files.exists(new Path(path), spark.sessionState().newHadoopConf())) {
            throw new UserException("data.path is " + path + ", but nothing is there; give a file, folder or glob of "
                    + (config.kind() == SourceConfig.Kind.CSV ? "CSV" : "Parquet"));
        }
        // texts may hold line breaks, and quotes written twice
        return config.kind() == SourceConfig.Kind.CSV
                ? spark.read()
                        .option("header", true)
                        .option("multiLine", true)
                        .option("escape", "\"")
                        .csv(path)
                : spark.read().parquet(path);
    }

    private static Map<String, Object> values(Row row, String[] columns) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < columns.length; i++) {
            values.put(columns[i], row.get(i));
        }
        return values;
    }
}

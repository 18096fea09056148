package org.acpo.driver.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.problem.source.FieldMapping;
import org.acpo.common.problem.source.ProblemSet;
import org.acpo.driver.checkpoint.HadoopFiles;
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
                ? read(spark, config, mapping)
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

    private static List<Problem> read(SparkSession spark, SourceConfig config, FieldMapping mapping) {
        try {
            return ofRows(rows(spark, config), config, mapping);
        } catch (UserException e) {
            throw e;
        } catch (Exception e) { // of Spark's, some are checked, though Scala does not declare them
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            String message =
                    String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
            throw new UserException(
                    "Spark cannot read " + config.path() + " as " + config.kind() + ": "
                            + reason.getClass().getSimpleName() + ": " + message
                            + "; see whether the file is whole and of that kind",
                    e);
        }
    }

    private static Dataset<Row> rows(SparkSession spark, SourceConfig config) {
        String path = Objects.requireNonNull(config.path());
        if (config.kind() == SourceConfig.Kind.TABLE) {
            if (!spark.catalog().tableExists(path)) {
                throw new UserException("problems are to come from the table " + path
                        + ", but Spark's catalog has none of that name; give"
                        + " data.train.path and data.eval.path one such as database.table, and see"
                        + " spark.sql.catalogImplementation");
            }
            return spark.table(path);
        }
        if (!HadoopFiles.anyMatches(new Path(path), spark.sessionState().newHadoopConf())) {
            throw new UserException(
                    "problems are to come from " + path + ", but nothing is there; give data.train.path and"
                            + " data.eval.path a file, folder or glob of " + config.kind());
        }
        // texts may hold line breaks, and quotes written twice
        Dataset<Row> rows = config.kind() == SourceConfig.Kind.CSV
                ? spark.read()
                        .option("header", true)
                        .option("multiLine", true)
                        .option("escape", "\"")
                        .csv(path)
                : spark.read().parquet(path);
        return inOrder(rows);
    }

    /** By file, and as they stand in it. Spark itself deals files to partitions by their sizes and the number of cores. */
    private static Dataset<Row> inOrder(Dataset<Row> files) {
        return files.orderBy(
                col("_metadata.file_path"), col("_metadata.file_block_start"), monotonically_increasing_id());
    }

    private static Map<String, Object> values(Row row, String[] columns) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < columns.length; i++) {
            values.put(columns[i], row.get(i));
        }
        return values;
    }
}

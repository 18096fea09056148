package org.acpo.driver.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.acpo.common.UserException;
import org.acpo.common.json.InputFiles;
import org.acpo.common.json.TextLines;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.problem.source.FieldMapping;
import org.acpo.common.problem.source.ProblemSet;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
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
        List<Problem> problems = new ArrayList<>();
        String source = config.path() == null ? "table" : config.path();
        addRows(problems, table, source, config, mapping);
        return checked(problems, source);
    }

    private static void addRows(
            List<Problem> problems, Dataset<Row> table, String source, SourceConfig config, FieldMapping mapping) {
        Set<String> columns = mapping.columns(List.of(table.columns()), source);
        Dataset<Row> needed = table.select(columns.stream()
                .map(name -> col("`" + name.replace("`", "``") + "`"))
                .toArray(Column[]::new));
        Dataset<Row> limited = config.limit() == 0 ? needed : needed.limit(config.limit() - problems.size());
        for (Row row : limited.collectAsList()) {
            String where = source + ", row " + problems.size();
            Map<String, Object> values = RowValues.of(row);
            problems.add(mapping.problem(values, where, "row-" + problems.size()));
        }
    }

    private static List<Problem> checked(List<Problem> problems, String source) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < problems.size(); i++) {
            if (!ids.add(problems.get(i).id())) {
                throw new UserException(
                        source + ", row " + i + ": id '" + problems.get(i).id()
                                + "' occurs twice; ids must differ, as random numbers are a function of them");
            }
        }
        if (problems.isEmpty()) {
            throw new UserException(source + " holds no problems; give a table with rows");
        }
        return problems;
    }

    private static List<Problem> read(SparkSession spark, SourceConfig config, FieldMapping mapping) {
        try {
            return config.kind() == SourceConfig.Kind.TABLE
                    ? ofRows(table(spark, config), config, mapping)
                    : ofFiles(spark, config, mapping);
        } catch (UserException e) {
            throw e;
        } catch (Exception e) { // of Spark's, some are checked, though Scala does not declare them
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            String message = reason.getClass().getSimpleName() + ": "
                    + String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
            if (reason instanceof NullPointerException) { // how Parquet's library meets a type that is newer than it
                message =
                        "a column is of a type that Spark's Parquet library does not know, such as half-precision numbers";
            }
            throw new UserException(
                    "Spark cannot read " + config.path() + " as " + config.kind() + ": " + message
                            + "; see whether the file is whole and of that kind, or write it without the column",
                    e);
        }
    }

    private static Dataset<Row> table(SparkSession spark, SourceConfig config) {
        String name = Objects.requireNonNull(config.path());
        if (!spark.catalog().tableExists(name)) {
            throw new UserException("problems are to come from the table " + name
                    + ", but Spark's catalog has none of that name; give"
                    + " data.train.path and data.eval.path one such as database.table, and see"
                    + " spark.sql.catalogImplementation");
        }
        return spark.table(name);
    }

    private static List<Problem> ofFiles(SparkSession spark, SourceConfig config, FieldMapping mapping)
            throws IOException {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        String paths = Objects.requireNonNull(config.path());
        List<Problem> problems = new ArrayList<>();
        for (String path : InputFiles.parts(paths, hadoop)) {
            if (!HadoopFiles.anyMatches(new Path(path), hadoop)) {
                throw new UserException(
                        "problems are to come from " + path + ", but nothing is there; give data.train.path and"
                                + " data.eval.path a file, folder or glob of " + config.kind());
            }
            if (config.limit() == 0 || problems.size() < config.limit()) {
                Dataset<Row> rows = config.kind() == SourceConfig.Kind.CSV
                        ? csv(spark, path, hadoop)
                        : spark.read()
                                .schema(new ParquetColumns(spark, mapping).schema(new Path(path)))
                                .parquet(path);
                addRows(problems, inOrder(rows), path, config, mapping);
            }
        }
        return checked(problems, paths);
    }

    /**
     * Texts may hold line breaks, and quotes written twice. Files must be UTF-8, have one header, and rows as wide as it is: Spark
     * would replace other bytes, go by the first file's header and fill up rows.
     */
    private static Dataset<Row> csv(SparkSession spark, String path, Configuration hadoop) throws IOException {
        for (Path file : InputFiles.of(new Path(path), hadoop)) {
            try (TextLines lines = new TextLines(file, hadoop)) {
                if (lines.isWide()) {
                    throw new UserException(file + " is in UTF-16, and CSV is read in UTF-8; convert the file");
                }
                while (lines.next() != null) {
                    // a line that is no text throws
                }
            }
        }
        return spark.read()
                .option("header", true)
                .option("multiLine", true)
                .option("escape", "\"")
                .option("enforceSchema", false)
                .option("mode", "FAILFAST")
                .csv(path);
    }

    /** By file, and as they stand in it. Spark itself deals files to partitions by their sizes and the number of cores. */
    private static Dataset<Row> inOrder(Dataset<Row> files) {
        return files.orderBy(
                col("_metadata.file_path"), col("_metadata.file_block_start"), monotonically_increasing_id());
    }
}

package org.acpo.driver.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.acpo.common.problem.source.FieldMapping;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of Parquet files that problems are read from. Others may be of types that Spark has not, and every file is looked at,
 * as Spark reads a column that a file lacks as null.
 */
final class ParquetColumns {
    private final SparkSession spark;
    private final Configuration hadoop;
    private final FieldMapping mapping;

    ParquetColumns(SparkSession spark, FieldMapping mapping) {
        this.spark = spark;
        this.hadoop = spark.sessionState().newHadoopConf();
        this.mapping = mapping;
    }

    /**
     * Spark's schema of the columns that are needed, in the files of a path.
     *
     * @throws org.acpo.common.UserException when one of the files lacks a mapped column
     */
    StructType schema(Path path) throws IOException {
        List<Type> needed = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Path file : files(path)) {
            MessageType schema = footer(file);
            Set<String> present = new LinkedHashSet<>();
            schema.getFields().forEach(field -> present.add(field.getName()));
            Set<String> all = new LinkedHashSet<>(present);
            all.addAll(partitions(file));
            for (String column : mapping.columns(all, file.toString())) {
                if (present.contains(column) && seen.add(column)) {
                    needed.add(schema.getType(column));
                }
            }
        }
        return new ParquetToSparkSchemaConverter(spark.sessionState().conf())
                .convert(new MessageType("problems", needed));
    }

    private MessageType footer(Path file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
            return reader.getFileMetaData().getSchema();
        }
    }

    private List<Path> files(Path path) throws IOException {
        FileSystem fileSystem = path.getFileSystem(hadoop);
        List<Path> files = new ArrayList<>();
        for (FileStatus match : fileSystem.globStatus(path)) {
            String root = match.getPath().toString();
            RemoteIterator<LocatedFileStatus> below = fileSystem.listFiles(match.getPath(), true);
            while (below.hasNext()) {
                Path file = below.next().getPath();
                String inside = file.toString().substring(root.length());
                if (Arrays.stream(inside.split("/", -1)).noneMatch(ParquetColumns::isHidden)) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    private static boolean isHidden(String name) {
        return (name.startsWith("_") && !name.contains("=")) || name.startsWith(".");
    }

    /** Columns that stand in the names of folders. */
    private static List<String> partitions(Path file) {
        return Arrays.stream(file.toUri().getPath().split("/", -1))
                .filter(name -> name.indexOf('=') > 0)
                .map(name -> name.substring(0, name.indexOf('=')))
                .toList();
    }
}

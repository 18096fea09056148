package org.acpo.driver.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.acpo.common.UserException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands that run on Spark. */
final class SparkOptions {
    @Option(names = "--master", paramLabel = "URL", description = "Spark master; default local[*].")
    private @Nullable String master;

    @Option(
            names = "--spark-conf",
            paramLabel = "KEY=VALUE",
            description = "A property of Spark, as spark-submit's --conf, for instance spark.executor.memory=8g; may be"
                    + " given many times.")
    private Map<String, String> conf = new LinkedHashMap<>();

    @Option(
            names = "--spark-properties",
            paramLabel = "FILE",
            description = "A file of Spark's properties, as spark-submit's --properties-file.")
    private @Nullable Path properties;

    @Option(
            names = "--jars",
            paramLabel = "FILES",
            description =
                    "Jars of yours, with a verifier for instance, separated by commas; on this machine or any Hadoop"
                            + " file system.")
    private @Nullable String jars;

    /** To be called before the session is made. bin/acpo has given all this to spark-submit; here it is for other ways in. */
    void apply() {
        if (master != null) {
            System.setProperty("spark.master", master);
        }
        if (jars != null) {
            System.setProperty("spark.jars", jars);
        }
        if (properties != null) {
            read(properties).forEach((key, value) -> System.setProperty((String) key, (String) value));
        }
        conf.forEach(System::setProperty);
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (IOException e) {
            throw new UserException("--spark-properties is " + file + ", which cannot be read: " + e, e);
        }
    }
}

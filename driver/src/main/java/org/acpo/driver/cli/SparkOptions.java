package org.acpo.driver.cli;

import java.util.LinkedHashMap;
import java.util.Map;
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
        conf.forEach(System::setProperty);
    }
}

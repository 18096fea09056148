package org.acpo.common.problem;

import java.util.List;
import org.acpo.common.problem.generate.Generators;
import org.apache.hadoop.conf.Configuration;

/** The problems that a {@link SourceConfig} names. Driver side. */
public final class ProblemSet {
    private ProblemSet() {}

    /**
     * Generates or reads the problems, in a stable order. Parquet is read by the driver with Spark, row by row through
     * {@link FieldMapping}.
     *
     * @param hadoop says which file systems there are, for paths
     * @throws org.acpo.common.UserException if the source is missing, malformed, empty or repeats an id
     */
    public static List<Problem> load(SourceConfig config, Configuration hadoop) {
        return load(config, new FieldMapping(config), hadoop);
    }

    /** As {@link #load(SourceConfig, Configuration)}, with rows of files read by {@code mapping}. */
    public static List<Problem> load(SourceConfig config, FieldMapping mapping, Configuration hadoop) {
        return switch (config.kind()) {
            case GENERATOR -> Generators.generate(config);
            case JSONL -> new JsonlReader(config, mapping, hadoop).read();
            case PARQUET ->
                throw new IllegalArgumentException(
                        "Parquet is read with Spark, through FieldMapping: " + config.path());
        };
    }
}

package org.acpo.common.problem.source;

import java.util.List;
import java.util.Locale;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.problem.generate.Generators;
import org.apache.hadoop.conf.Configuration;

/** The problems that a {@link SourceConfig} names. Driver side. */
public final class ProblemSet {
    private ProblemSet() {}

    /**
     * Generates or reads the problems, in a stable order. What {@link SourceConfig.Kind#needsSpark} is read by the driver,
     * row by row through {@link FieldMapping}.
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
            case PARQUET, CSV, TABLE ->
                throw new UserException("data.kind is " + config.kind().name().toLowerCase(Locale.ROOT)
                        + ", which is read with Spark, and this command has none; write the problems as JSON lines and set"
                        + " data.kind=jsonl");
        };
    }
}

package org.acpo.common.problem;

import java.io.Serializable;
import java.util.Map;
import org.acpo.common.config.Require;
import org.jspecify.annotations.Nullable;

/**
 * Sections {@code data.train} and {@code data.eval}: where problems come from.
 *
 * @param path a file, folder or glob on any Hadoop file system; for TABLE the name of the table
 * @param fields our field to the source's name, for instance {@code problem: question}
 * @param answerFormat how the gold answer stands in its field
 * @param limit at most this many problems, 0 for all
 * @param generator name of a built-in generator, or {@code mixture}
 * @param params the generator's own keys
 */
public record SourceConfig(
        Kind kind,
        @Nullable String path,
        Map<String, String> fields,
        AnswerFormat answerFormat,
        int limit,
        @Nullable String generator,
        int count,
        long seed,
        Split split,
        Map<String, Object> params)
        implements Serializable {

    /** The reader used; CSV has a first line with the columns' names, TABLE is one of Spark's catalog. */
    public enum Kind {
        GENERATOR,
        JSONL,
        PARQUET,
        CSV,
        TABLE;

        /** Whether only Spark can read it. */
        public boolean needsSpark() {
            return this == PARQUET || this == CSV || this == TABLE;
        }
    }

    /** PLAIN as it stands; GSM8K after the last {@code ####}; BOXED inside the last {@code \boxed{}}. */
    public enum AnswerFormat {
        PLAIN,
        GSM8K,
        BOXED
    }

    /** Disjoint halves of a generator's problems. */
    public enum Split {
        TRAIN,
        HELD_OUT
    }

    public SourceConfig {
        Require.that(
                kind == Kind.GENERATOR || (path != null && !path.isBlank()),
                "data.path",
                path,
                "the file or folder to read problems from");
        Require.that(
                kind != Kind.GENERATOR || (generator != null && !generator.isBlank()),
                "data.generator",
                generator,
                "the name of a built-in generator");
        Require.atLeast(limit, 0, "data.limit");
        Require.atLeast(count, 1, "data.count");
    }
}

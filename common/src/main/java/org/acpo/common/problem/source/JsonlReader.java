package org.acpo.common.problem.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.acpo.common.UserException;
import org.acpo.common.json.JsonLines;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig;
import org.apache.hadoop.conf.Configuration;

/** Reads problems from {@link JsonLines}, no further than {@code limit}. Driver side. */
final class JsonlReader {
    private final String path;
    private final Configuration hadoop;
    private final FieldMapping mapping;
    private final int limit;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, String> whereById = new HashMap<>();

    JsonlReader(SourceConfig config, FieldMapping mapping, Configuration hadoop) {
        this.path = Objects.requireNonNull(config.path());
        this.hadoop = hadoop;
        this.mapping = mapping;
        this.limit = config.limit() == 0 ? Integer.MAX_VALUE : config.limit();
    }

    List<Problem> read() {
        new JsonLines(path, hadoop).read(line -> {
            add(line);
            return problems.size() < limit;
        });
        if (problems.isEmpty()) {
            throw new UserException(path + " holds no problems; give a non-empty JSONL file");
        }
        return problems;
    }

    private void add(JsonLines.Line line) {
        String fallbackId = line.file().getName() + ":" + line.key();
        if (whereById.containsKey(fallbackId)) { // another folder has a file of that name
            fallbackId = line.file() + ":" + line.key();
        }
        Problem problem = mapping.problem(line.fields(), line.where(), fallbackId);
        String before = whereById.putIfAbsent(problem.id(), line.where());
        if (before != null) {
            throw new UserException(line.where() + ": id '" + problem.id() + "' stands at " + before
                    + " already; ids must differ, as random numbers are a function of them");
        }
        problems.add(problem);
    }
}

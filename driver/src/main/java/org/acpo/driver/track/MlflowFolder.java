package org.acpo.driver.track;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.acpo.common.config.YamlText;

/**
 * A run in a folder of MLflow's file store, which {@code mlflow ui --backend-store-uri FOLDER} shows: {@code meta.yaml} of
 * the experiment and of the run, a file of {@code time value step} lines a metric, a file a parameter and a tag.
 */
final class MlflowFolder implements MlflowStore {
    private static final int RUNNING = 1;
    private static final int FINISHED = 3;
    private static final int FAILED = 4;
    /** JSON is YAML. */
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path run;
    private final Map<String, Object> meta;

    private MlflowFolder(Path run, Map<String, Object> meta) {
        this.run = run;
        this.meta = meta;
    }

    static MlflowFolder begin(Path root, String experiment, String name, Map<String, String> tags) throws IOException {
        Path parent = experiment(root.toAbsolutePath(), experiment);
        String id = UUID.randomUUID().toString().replace("-", "");
        Path run = parent.resolve(id);
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("artifact_uri", run.resolve("artifacts").toUri().toString());
        meta.put("end_time", null);
        meta.put("entry_point_name", "");
        meta.put("experiment_id", parent.getFileName().toString());
        meta.put("lifecycle_stage", "active");
        meta.put("run_id", id);
        meta.put("run_name", name);
        meta.put("run_uuid", id);
        meta.put("source_name", "acpo");
        meta.put("source_type", 4);
        meta.put("source_version", "");
        meta.put("start_time", System.currentTimeMillis());
        meta.put("status", RUNNING);
        meta.put("tags", List.of());
        meta.put("user_id", System.getProperty("user.name", ""));
        for (String part : List.of("metrics", "params", "tags", "artifacts")) {
            Files.createDirectories(run.resolve(part));
        }
        MlflowFolder store = new MlflowFolder(run, meta);
        store.describe();
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            write(run.resolve("tags").resolve(tag.getKey()), tag.getValue());
        }
        return store;
    }

    /** The folder of the experiment of this name, a new one if there is none. */
    private static Path experiment(Path root, String name) throws IOException {
        Files.createDirectories(root);
        try (Stream<Path> children = Files.list(root)) {
            for (Path child : children.sorted().toList()) {
                Path meta = child.resolve("meta.yaml");
                if (Files.exists(meta)
                        && name.equals(YamlText.parseMap(Files.readString(meta), meta.toString())
                                .get("name"))) {
                    return child;
                }
            }
        }
        long now = System.currentTimeMillis();
        // as MLflow makes them: 18 digits
        String id = "%018d"
                .formatted((UUID.randomUUID().getMostSignificantBits() >>> 1) % 900_000_000_000_000_000L
                        + 100_000_000_000_000_000L);
        Path folder = root.resolve(id);
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("artifact_location", folder.toUri().toString());
        meta.put("creation_time", now);
        meta.put("experiment_id", id);
        meta.put("last_update_time", now);
        meta.put("lifecycle_stage", "active");
        meta.put("name", name);
        write(folder.resolve("meta.yaml"), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(meta) + "\n");
        return folder;
    }

    @Override
    public void params(Map<String, String> params) throws IOException {
        for (Map.Entry<String, String> param : params.entrySet()) {
            write(run.resolve("params").resolve(param.getKey()), param.getValue());
        }
    }

    @Override
    public void metrics(int step, Map<String, Double> values, long time) throws IOException {
        for (Map.Entry<String, Double> metric : values.entrySet()) {
            Path file = run.resolve("metrics").resolve(metric.getKey());
            Files.createDirectories(file.getParent());
            String line = time + " " + metric.getValue() + " " + step + "\n";
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    @Override
    public void artifact(String path, byte[] content) throws IOException {
        Path file = run.resolve("artifacts").resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    @Override
    public void end(boolean finished, long time) throws IOException {
        meta.put("end_time", time);
        meta.put("status", finished ? FINISHED : FAILED);
        describe();
    }

    private void describe() throws IOException {
        write(run.resolve("meta.yaml"), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(meta) + "\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}

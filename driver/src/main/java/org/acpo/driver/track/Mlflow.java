package org.acpo.driver.track;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.acpo.common.config.ConfigLoader;
import org.acpo.common.config.YamlText;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.RunFolder;
import org.apache.hadoop.conf.Configuration;

/** An MLflow run: on a tracking server over its REST API, or in a folder that {@code mlflow ui} reads. */
final class Mlflow implements Tracker {
    /** What MLflow takes as a parameter's value at most. */
    private static final int LONGEST_VALUE = 500;

    private final MlflowStore store;

    Mlflow(MlflowStore store) {
        this.store = store;
    }

    /** @param where {@code http://} or {@code https://} of a server, otherwise a folder of this machine */
    static Mlflow open(String where, TrainConfig config, RunFolder folder, Configuration hadoop) throws IOException {
        String name = folder.root().getName();
        String experiment = config.tracking().experiment();
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("mlflow.runName", name);
        tags.put("mlflow.source.name", "acpo");
        tags.put("acpo.run", folder.root().toString());
        MlflowStore store = where.matches("https?://.*")
                ? MlflowServer.begin(URI.create(where.replaceAll("/+$", "")), experiment, name, tags, hadoop)
                : MlflowFolder.begin(Path.of(where.replaceFirst("^file:(//)?", "")), experiment, name, tags);
        store.params(params(ConfigLoader.toYaml(config)));
        return new Mlflow(store);
    }

    @Override
    public String name() {
        return "MLflow";
    }

    @Override
    public void metrics(int step, Map<String, Double> values) throws IOException {
        Map<String, Double> named = new TreeMap<>();
        values.forEach((name, value) -> named.put(allowed(name), value));
        store.metrics(step, named, System.currentTimeMillis());
    }

    @Override
    public void samples(int step, String markdown) throws IOException {
        store.artifact("rollouts/step-%06d.md".formatted(step), markdown.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void artifact(String file, byte[] content) throws IOException {
        store.artifact(file, content);
    }

    @Override
    public void end(boolean finished) throws IOException {
        store.end(finished, System.currentTimeMillis());
    }

    /** MLflow's names have no {@code @}. */
    static String allowed(String name) {
        return name.replace("@", "_at_").replaceAll("[^\\w./ -]", "_");
    }

    private static Map<String, String> params(String yaml) {
        Map<String, String> params = new TreeMap<>();
        flatten("", YamlText.parseMap(yaml, "the configuration"), params);
        return params;
    }

    private static void flatten(String prefix, Map<?, ?> map, Map<String, String> params) {
        map.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?> inner) {
                flatten(name + ".", inner, params);
            } else {
                String text = String.valueOf(value);
                params.put(allowed(name), text.substring(0, Math.min(LONGEST_VALUE, text.length())));
            }
        });
    }
}

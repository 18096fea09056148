package org.acpo.driver.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.acpo.common.UserException;
import org.acpo.common.config.YamlText;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * How a run was set up. Read as plain YAML, not as {@link TrainConfig}, so that runs of other versions can be reported.
 *
 * @param task problems trained on
 * @param model policy started from
 * @param method what credit and curriculum were in force
 * @param buckets positions from the end that reliability tells apart
 * @param chosen the keys that differ from the defaults
 * @param yaml the whole configuration
 */
record Setup(String task, String model, String method, int buckets, List<Choice> chosen, String yaml) {
    /** A key, its value in this run, and its default. */
    record Choice(String key, String value, String otherwise) {}

    /** @throws UserException if the file cannot be read or is no map of keys */
    static Setup read(Path file, Configuration hadoop) {
        return of(HadoopFiles.read(file, hadoop), file.toString());
    }

    static Setup of(String yaml, String where) {
        Map<String, String> keys = keys(yaml, where);
        Map<String, String> defaults = keys(TrainConfig.defaultsYaml(), "the defaults");
        List<Choice> chosen = new ArrayList<>();
        keys.forEach((key, value) -> {
            String otherwise = defaults.getOrDefault(key, "");
            if (!value.equals(otherwise)) {
                chosen.add(new Choice(key, value, otherwise));
            }
        });
        return new Setup(task(keys), model(keys), method(keys), buckets(keys), chosen, yaml);
    }

    private static String task(Map<String, String> keys) {
        if (keys.getOrDefault("data.train.kind", "").equalsIgnoreCase("generator")) {
            return keys.getOrDefault("data.train.generator", "") + ", " + keys.get("data.train.count")
                    + " generated problems";
        }
        return lastName(keys.getOrDefault("data.train.path", ""));
    }

    private static String model(Map<String, String> keys) {
        return lastName(keys.getOrDefault("model.path", "")) + ", " + keys.getOrDefault("model.dtype", "");
    }

    private static String method(Map<String, String> keys) {
        boolean attribution = Boolean.parseBoolean(keys.getOrDefault("attribution.enabled", "false"));
        String outcome = keys.getOrDefault("advantage.outcome", "");
        if (!attribution) {
            return outcome + ", no step attribution";
        }
        return outcome + " with step attribution, " + keys.getOrDefault("segmentation.kind", "") + " segments";
    }

    private static int buckets(Map<String, String> keys) {
        String buckets = keys.getOrDefault("attribution.reliability.buckets", "");
        return buckets.matches("[1-9]\\d?") ? Integer.parseInt(buckets) : 4;
    }

    private static String lastName(String path) {
        String bare = path.replaceAll("/+$", "");
        return bare.substring(bare.lastIndexOf('/') + 1);
    }

    /** The leaves by their dotted keys. */
    private static Map<String, String> keys(String yaml, String where) {
        Map<String, String> keys = new TreeMap<>();
        flatten("", YamlText.parseMap(yaml, where), keys);
        return keys;
    }

    private static void flatten(String prefix, Map<?, ?> map, Map<String, String> keys) {
        map.forEach((name, value) -> {
            String key = prefix + name;
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                flatten(key + ".", inner, keys);
            } else {
                keys.put(key, String.valueOf(value));
            }
        });
    }
}

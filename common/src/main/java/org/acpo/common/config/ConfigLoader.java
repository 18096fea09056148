package org.acpo.common.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Configuration out of three layers: the shipped defaults, a recipe, and single overrides. Keys are the records'
 * component names in snake case, enum constants are written in lower case. In an upper layer a section changes the keys it
 * has; a list or a free map (such as {@code data.train.params}) replaces the one below.
 */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * A configuration record.
     *
     * @param defaultsYaml text with every key that {@code type} does not allow to be null
     * @param overrides {@code a.b.c=value}, the value in YAML; later ones win. On a free map one key is changed
     * @throws ConfigException naming the key for one that is unknown, missing, of the wrong type or out of its range
     */
    public static <T> T load(Class<T> type, String defaultsYaml, @Nullable Recipe recipe, List<String> overrides) {
        Object values = YamlText.parseMap(defaultsYaml, "the defaults");
        if (recipe != null) {
            values = overlaid(type, values, recipe);
        }
        for (String override : overrides) {
            values = overridden(type, values, override);
        }
        return Objects.requireNonNull(type.cast(RecordBinder.bind(type, values, "")));
    }

    /** The effective configuration as YAML, which {@link #load} reads back to an equal record. */
    public static String toYaml(Object config) {
        return YamlText.dump(Objects.requireNonNull(RecordBinder.unbind(config)));
    }

    private static @Nullable Object overlaid(Class<?> type, @Nullable Object values, Recipe recipe) {
        Object over = YamlText.parseMap(recipe.text(), recipe.name());
        try {
            return Overlay.merge(type, values, over, "");
        } catch (ConfigException e) {
            throw new ConfigException(recipe.name() + ": " + e.getMessage());
        }
    }

    private static @Nullable Object overridden(Class<?> type, @Nullable Object values, String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new ConfigException("--set " + override + " is not an override; write --set key=value, for instance"
                    + " --set rollout.temperature=0.8");
        }
        Object value = YamlText.parse(override.substring(equals + 1), "--set " + override);
        List<String> keys = List.of(override.substring(0, equals).strip().split("\\.", -1));
        try {
            return Overlay.set(type, values, keys, value, "");
        } catch (ConfigException e) {
            throw new ConfigException("--set: " + e.getMessage());
        }
    }

    /** Text of a file beside {@code type}. */
    public static String resource(Class<?> type, String name) {
        try (InputStream in = type.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}

package org.acpo.common.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Files and views that tests of configuration records share. */
public final class ConfigLoaderFixtures {
    private ConfigLoaderFixtures() {}

    /** Text of a file in this package's test resources. */
    public static String text(String name) {
        try (InputStream in = ConfigLoaderFixtures.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** Every value of a configuration that is not a section, by its path. */
    public static Map<String, Object> leaves(Object config) {
        Map<String, Object> leaves = new LinkedHashMap<>();
        collect(config, "", leaves);
        return leaves;
    }

    private static void collect(@Nullable Object value, String path, Map<String, Object> leaves) {
        if (value instanceof Record section) {
            Map<?, ?> map = (Map<?, ?>) Objects.requireNonNull(RecordBinder.unbind(section));
            RecordShape.components(section.getClass()).forEach((key, component) -> {
                if (RecordShape.isRecord(component.getType())) {
                    collect(RecordBinder.read(section, component), path + key + ".", leaves);
                } else {
                    leaves.put(path + key, String.valueOf(map.get(key)));
                }
            });
        }
    }
}

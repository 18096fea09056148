package org.acpo.common.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The components of a configuration record under their keys, in order. */
final class RecordShape {
    private static final Pattern UPPER_CASE = Pattern.compile("(?=\\p{Lu})");

    private RecordShape() {}

    static boolean isRecord(Type type) {
        return type instanceof Class<?> c && c.isRecord();
    }

    /** Components by key: {@code keepLast} has the key {@code keep_last}. */
    static Map<String, RecordComponent> components(Type type) {
        Map<String, RecordComponent> components = new LinkedHashMap<>();
        for (RecordComponent component : ((Class<?>) type).getRecordComponents()) {
            components.put(key(component.getName()), component);
        }
        return components;
    }

    /** @throws ConfigException naming the nearest valid key when the record has no such component */
    static RecordComponent component(Type type, String key, String path) {
        Map<String, RecordComponent> components = components(type);
        RecordComponent component = components.get(key);
        if (component == null) {
            throw new ConfigException(
                    path + key + " is not a known key; it must be " + NearestName.expected(key, components.keySet()));
        }
        return component;
    }

    static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** Names of the constants of an enum by key: {@code group_norm} for {@code GROUP_NORM}. */
    static Map<String, Object> constants(Class<?> type) {
        Map<String, Object> constants = new LinkedHashMap<>();
        Arrays.stream(type.getEnumConstants()).forEach(constant -> constants.put(constantKey(constant), constant));
        return constants;
    }

    static String constantKey(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }

    private static String key(String name) {
        return String.join("_", UPPER_CASE.split(name)).toLowerCase(Locale.ROOT);
    }
}

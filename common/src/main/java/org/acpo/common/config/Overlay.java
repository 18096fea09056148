package org.acpo.common.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays plain YAML values over others, guided by the record that the result will be bound to: sections are merged key by
 * key, everything else (lists, free maps, scalars) is replaced. Arguments are never changed.
 */
final class Overlay {
    private Overlay() {}

    /**
     * {@code over} laid over {@code base}.
     *
     * @param path of the value, empty or ending in a dot, for errors
     * @throws ConfigException when {@code over} has a key that the record lacks
     */
    static @Nullable Object merge(Type type, @Nullable Object base, @Nullable Object over, String path) {
        if (!RecordShape.isRecord(type) || !(over instanceof Map<?, ?> section)) {
            return over;
        }
        Map<String, Object> result = copy(base);
        section.forEach((name, value) -> {
            String key = String.valueOf(name);
            RecordComponent component = RecordShape.component(type, key, path);
            result.put(key, merge(component.getGenericType(), result.get(key), value, path + key + "."));
        });
        return result;
    }

    /**
     * {@code base} with the value below {@code keys} replaced; a section given as value is merged. Free maps keep their
     * other keys.
     */
    static @Nullable Object set(
            Type type, @Nullable Object base, List<String> keys, @Nullable Object value, String path) {
        if (keys.isEmpty()) {
            return merge(type, base, value, path);
        }
        String key = keys.get(0);
        Type child = RecordShape.isRecord(type)
                ? RecordShape.component(type, key, path).getGenericType()
                : freeValueType(type, path, key);
        Map<String, Object> result = copy(base);
        result.put(key, set(child, result.get(key), keys.subList(1, keys.size()), value, path + key + "."));
        return result;
    }

    private static Type freeValueType(Type type, String path, String key) {
        if (type != Object.class && RecordBinder.rawType(type) != Map.class) {
            throw new ConfigException(path + key + " is not a known key; " + path.substring(0, path.length() - 1)
                    + " has no keys below it");
        }
        return type == Object.class ? Object.class : RecordBinder.argument(type, 1);
    }

    private static Map<String, Object> copy(@Nullable Object base) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (base instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
        return copy;
    }
}

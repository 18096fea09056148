package org.acpo.common.config;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plain YAML values to records, and back. Lists and maps become {@link ArrayList} and {@link LinkedHashMap}. Stricter than
 * Jackson's binding, which takes the text {@code NaN} for a number, {@code " light"} for {@code light} and null in a list.
 */
final class RecordBinder {
    private RecordBinder() {}

    /**
     * @param path of the value, for errors; empty at the root
     * @throws ConfigException for a key that is unknown or missing or a value of the wrong type, or as the records'
     *     constructors throw it
     */
    static @Nullable Object bind(Type type, @Nullable Object value, String path) {
        Class<?> raw = rawType(type);
        if (raw.isRecord()) {
            return record(raw, map(value, path, "a section of keys"), path.isEmpty() ? "" : path + ".");
        }
        if (raw == Map.class) {
            Map<String, Object> bound = new LinkedHashMap<>();
            map(value, path, "a map")
                    .forEach((key, item) -> bound.put(key, bind(argument(type, 1), item, path + "." + key)));
            return bound;
        }
        if (raw == List.class) {
            return list(argument(type, 0), value, path);
        }
        return raw.isEnum() ? constant(raw, value, path) : scalar(raw, value, path);
    }

    private static Object record(Class<?> type, Map<String, Object> values, String path) {
        values.keySet().forEach(key -> RecordShape.component(type, key, path));
        Map<String, RecordComponent> components = RecordShape.components(type);
        List<@Nullable Object> arguments = new ArrayList<>();
        components.forEach((key, component) -> {
            boolean isNull = values.get(key) == null && RecordShape.isNullable(component);
            if (!isNull && !values.containsKey(key)) {
                throw new ConfigException(
                        path + key + " is missing; set it to " + expectation(rawType(component.getGenericType())));
            }
            arguments.add(isNull ? null : bind(component.getGenericType(), values.get(key), path + key));
        });
        return construct(type, components.values(), arguments.toArray());
    }

    private static Object construct(Class<?> type, Iterable<RecordComponent> components, @Nullable Object[] arguments) {
        List<Class<?>> types = new ArrayList<>();
        components.forEach(component -> types.add(component.getType()));
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(type + " cannot be constructed", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be constructed", e);
        }
    }

    private static List<Object> list(Type item, @Nullable Object value, String path) {
        if (!(value instanceof List<?> items)) {
            throw wrong(path, value, "a list, for instance [a, b]");
        }
        List<Object> bound = new ArrayList<>();
        items.forEach(one -> bound.add(bind(item, one, path + "[" + bound.size() + "]")));
        return bound;
    }

    private static Map<String, Object> map(@Nullable Object value, String path, String expected) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(path.isEmpty() ? "the configuration" : path, value, expected);
        }
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((key, item) -> named.put(String.valueOf(key), item));
        return named;
    }

    private static Object constant(Class<?> type, @Nullable Object value, String path) {
        Map<String, Object> constants = RecordShape.constants(type);
        Object constant = value instanceof String name ? constants.get(name) : null;
        if (constant == null) {
            throw wrong(path, value, NearestName.expected(String.valueOf(value), constants.keySet()));
        }
        return constant;
    }

    private static @Nullable Object scalar(Class<?> type, @Nullable Object value, String path) {
        Class<?> boxed = MethodType.methodType(type).wrap().returnType();
        Object bound = value instanceof Number number && type != Object.class ? number(boxed, number) : value;
        if (type != Object.class && !boxed.isInstance(bound)) {
            throw wrong(path, value, expectation(type));
        }
        return bound;
    }

    /** The number in the wanted type, or as it is if it would lose something. */
    private static Object number(Class<?> type, Number number) {
        boolean whole = number instanceof Integer || number instanceof Long;
        if (type == Double.class) {
            return number.doubleValue();
        }
        if (type == Float.class) {
            return number.floatValue();
        }
        if (type == Long.class && whole) {
            return number.longValue();
        }
        return number;
    }

    private static String expectation(Class<?> type) {
        if (type.isRecord() || type == Map.class) {
            return "a section of keys";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a text (in quotes if it looks like something else)";
        }
        if (type == List.class) {
            return "a list";
        }
        if (type.isEnum()) {
            return "one of " + String.join(", ", RecordShape.constants(type).keySet());
        }
        return Arrays.asList(double.class, Double.class, float.class, Float.class)
                        .contains(type)
                ? "a number"
                : "a whole number" + (type == int.class || type == Integer.class ? " of 32 bits" : "");
    }

    private static ConfigException wrong(String path, @Nullable Object value, String expected) {
        String actual = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        return new ConfigException(path + " is " + actual + ", but it must be " + expected);
    }

    /** A record's plain YAML value, which {@link #bind} turns into an equal record. */
    static @Nullable Object unbind(@Nullable Object value) {
        if (value instanceof Record section) {
            Map<String, Object> map = new LinkedHashMap<>();
            RecordShape.components(value.getClass())
                    .forEach((key, component) -> map.put(key, unbind(read(section, component))));
            return map;
        }
        if (value instanceof Map<?, ?> free) {
            Map<Object, Object> map = new LinkedHashMap<>();
            free.forEach((key, item) -> map.put(key, unbind(item)));
            return map;
        }
        if (value instanceof List<?> items) {
            List<Object> list = new ArrayList<>();
            items.forEach(item -> list.add(unbind(item)));
            return list;
        }
        return value instanceof Enum<?> ? RecordShape.constantKey(value) : value;
    }

    static @Nullable Object read(Record section, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(section);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }

    static Class<?> rawType(Type type) {
        return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }

    static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}

package org.acpo.common.verify.code;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs inside the sandbox: calls a method of a compiled program for each list of arguments on standard input and prints
 * each result as a line of JSON. Its class file travels alone, so it uses the JDK only and has no inner classes.
 */
final class JavaCalls {
    private final String text;
    private int at;

    private JavaCalls(String text) {
        this.text = text;
    }

    /** The argument is the folder of the program's classes. */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        PrintStream results = System.out;
        System.setOut(System.err); // what the program prints is no result
        String task = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        Map<String, Object> fields = new JavaCalls(task).object();
        for (Object call : list(fields.get("calls"))) {
            List<?> values = list(call);
            Method method = find(Path.of(arguments[0]), String.valueOf(fields.get("function")), values.size());
            Object[] converted = new Object[values.size()];
            for (int i = 0; i < converted.length; i++) {
                converted[i] = convert(values.get(i), method.getGenericParameterTypes()[i]);
            }
            results.println(json(method.invoke(target(method), converted)));
        }
        results.flush();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Method find(Path classes, String name, int parameters)
            throws IOException, ReflectiveOperationException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            String path = classes.relativize(file).toString();
            String type = path.substring(0, path.length() - ".class".length()).replace(File.separatorChar, '.');
            for (Method method : Class.forName(type).getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == parameters) {
                    method.setAccessible(true);
                    return method;
                }
            }
        }
        throw new NoSuchMethodException(name + " with " + parameters + " parameters");
    }

    private static @Nullable Object target(Method method) throws ReflectiveOperationException {
        if (Modifier.isStatic(method.getModifiers())) {
            return null;
        }
        Constructor<?> constructor = method.getDeclaringClass().getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private static @Nullable Object convert(@Nullable Object value, Type type) {
        if (type instanceof ParameterizedType generic) {
            return collection(value, generic);
        }
        if (value == null || type == Object.class || !(type instanceof Class<?> raw)) {
            return value;
        }
        if (raw.isArray()) {
            List<?> items = (List<?>) value;
            Object array = Array.newInstance(raw.getComponentType(), items.size());
            for (int i = 0; i < items.size(); i++) {
                Array.set(array, i, convert(items.get(i), raw.getComponentType()));
            }
            return array;
        }
        return value instanceof Number number ? number(number, raw) : word(value, raw);
    }

    private static Object word(Object value, Class<?> type) {
        return type == char.class || type == Character.class ? value.toString().charAt(0) : value;
    }

    private static Object number(Number number, Class<?> type) {
        return switch (type.getSimpleName()) {
            case "int", "Integer" -> number.intValue();
            case "double", "Double" -> number.doubleValue();
            case "float", "Float" -> number.floatValue();
            case "short", "Short" -> number.shortValue();
            case "byte", "Byte" -> number.byteValue();
            default -> number;
        };
    }

    private static @Nullable Object collection(@Nullable Object value, ParameterizedType type) {
        Type[] parts = type.getActualTypeArguments();
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> converted = new HashMap<>();
            map.forEach((key, item) -> converted.put(key, convert(item, parts[1])));
            return converted;
        }
        if (!(value instanceof List<?> list)) {
            return value;
        }
        List<Object> converted = new ArrayList<>();
        list.forEach(item -> converted.add(convert(item, parts[0])));
        return type.getRawType().getTypeName().endsWith("Set") ? new HashSet<>(converted) : converted;
    }

    private static String json(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        List<String> parts = new ArrayList<>();
        if (value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                parts.add(json(Array.get(value, i)));
            }
            return "[" + String.join(",", parts) + "]";
        }
        if (value instanceof Collection<?> items) {
            items.forEach(item -> parts.add(json(item)));
            return "[" + String.join(",", parts) + "]";
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> parts.add(quoted(String.valueOf(key)) + ":" + json(item)));
            return "{" + String.join(",", parts) + "}";
        }
        return quoted(value.toString());
    }

    private static String quoted(String word) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : word.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** Reads one JSON value; what it gets was written by a JSON library. */
    private @Nullable Object value() {
        char c = peek();
        if (c == '{') {
            return object();
        }
        if (c == '[') {
            return array();
        }
        if (c == '"') {
            return string();
        }
        int start = at;
        while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> word.matches("-?\\d{1,18}") ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word);
        };
    }

    private char peek() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }

    /** Whether another item follows: passes its comma, or the bracket that ends the list. */
    private boolean more(char close) {
        char c = peek();
        if (c == ',' || c == close) {
            at++;
        }
        return c != close;
    }

    private Map<String, Object> object() {
        Map<String, Object> fields = new LinkedHashMap<>();
        at++;
        while (more('}')) {
            peek();
            String name = string();
            peek();
            at++;
            fields.put(name, value());
        }
        return fields;
    }

    private List<Object> array() {
        List<Object> items = new ArrayList<>();
        at++;
        while (more(']')) {
            items.add(value());
        }
        return items;
    }

    private String string() {
        StringBuilder word = new StringBuilder();
        at++;
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            word.append(c == '\\' ? escaped() : c);
        }
        at++;
        return word.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int index = "bfnrt".indexOf(c);
        return index < 0 ? c : "\b\f\n\r\t".charAt(index);
    }
}

package org.acpo.common.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML to plain maps, lists and scalars and back. Anchors and merge keys are resolved. Plain scalars mean what YAML 1.2
 * says: {@code 1e-6} is a number, {@code no} and {@code 2024-01-01} are texts.
 */
public final class YamlText {
    private YamlText() {}

    /**
     * The value that {@code text} holds; null for an empty text.
     *
     * @param name names the text in errors
     * @throws ConfigException when the text is not YAML or repeats a key
     */
    static @Nullable Object parse(String text, String name) {
        try {
            return yaml().load(text);
        } catch (MarkedYAMLException e) {
            throw new ConfigException(name + " is not valid YAML: " + problem(e));
        } catch (YAMLException e) {
            throw new ConfigException(name + " is not valid YAML: " + firstLine(e.getMessage()));
        }
    }

    /** As {@link #parse}, for a text that must be a map or empty. */
    public static Map<String, Object> parseMap(String text, String name) {
        Object value = parse(text, name);
        if (value != null && !(value instanceof Map)) {
            throw new ConfigException(name + " is " + value + ", but it must be a map of keys to values");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        if (value != null) {
            ((Map<?, ?>) value).forEach((key, item) -> map.put(String.valueOf(key), item));
        }
        return map;
    }

    /** Block-style YAML that {@link #parse} reads back as an equal value. */
    static String dump(Object value) {
        return yaml().dump(value);
    }

    private static Yaml yaml() {
        LoaderOptions loading = new LoaderOptions();
        loading.setAllowDuplicateKeys(false);
        DumperOptions dumping = new DumperOptions();
        dumping.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        dumping.setSplitLines(false);
        return new Yaml(
                new SafeConstructor(loading), new Representer(dumping), dumping, loading, new CoreSchemaResolver());
    }

    private static String problem(MarkedYAMLException e) {
        String where = e.getProblemMark() == null
                ? ""
                : "line " + (e.getProblemMark().getLine() + 1) + ", column "
                        + (e.getProblemMark().getColumn() + 1) + ": ";
        return where + firstLine(e.getProblem());
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("").strip();
    }

    /** The core schema of YAML 1.2 and merge keys. */
    private static final class CoreSchemaResolver extends Resolver {
        private static final Pattern BOOL = Pattern.compile("true|True|TRUE|false|False|FALSE");
        private static final Pattern INT = Pattern.compile("[-+]?[0-9]+|0x[0-9a-fA-F]+");
        private static final Pattern FLOAT =
                Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.inf|\\.nan");
        private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
        private static final Pattern MERGE = Pattern.compile("<<");

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "tTfF");
            addImplicitResolver(Tag.INT, INT, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT, "-+.0123456789");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
            addImplicitResolver(Tag.MERGE, MERGE, "<");
        }
    }
}

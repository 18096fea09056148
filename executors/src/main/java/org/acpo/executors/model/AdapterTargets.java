package org.acpo.executors.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.acpo.common.UserException;
import org.jspecify.annotations.Nullable;

/**
 * Which modules of its base an adapter adapts, by the rules of PEFT: a list names the ends of their paths and can be narrowed to
 * layers, a text is a pattern of whole paths.
 *
 * @param file adapter_config.json, for errors
 * @param names null when there is a pattern, or when all linear layers are adapted
 * @param layers null for all
 */
record AdapterTargets(
        String file,
        int rank,
        @Nullable List<String> names,
        @Nullable Pattern pattern,
        @Nullable List<Integer> layers,
        List<String> layerFolders,
        List<String> excluded,
        @Nullable Pattern excludedPattern) {
    private static final String PREFIX = "base_model.model.";

    static AdapterTargets of(String file, JsonNode config) {
        JsonNode targets = config.path("target_modules");
        JsonNode excluded = config.path("exclude_modules");
        JsonNode layers = config.path("layers_to_transform");
        boolean all = targets.asText().equalsIgnoreCase("all-linear") || targets.isNull() || targets.isMissingNode();
        return new AdapterTargets(
                file,
                config.path("r").asInt(),
                targets.isArray() ? texts(targets) : null,
                targets.isTextual() && !all ? pattern(file, "target_modules", targets.asText()) : null,
                layers.isNull() || layers.isMissingNode() || (layers.isArray() && layers.isEmpty())
                        ? null
                        : (layers.isArray() ? stream(layers) : Stream.of(layers))
                                .map(JsonNode::asInt)
                                .toList(),
                texts(config.path("layers_pattern")),
                excluded.isArray() ? texts(excluded) : List.of(),
                excluded.isTextual() && !excluded.asText().isEmpty()
                        ? pattern(file, "exclude_modules", excluded.asText())
                        : null);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<String> texts(JsonNode node) {
        return node.isTextual()
                ? List.of(node.asText())
                : stream(node).map(JsonNode::asText).toList();
    }

    private static Pattern pattern(String file, String key, String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new UserException(
                    file + ": " + key + " '" + text + "' is not a regular expression that can be read: "
                            + e.getDescription() + "; list the names of the modules",
                    e);
        }
    }

    /** Refuses a tensor of a module that is not adapted, and an A of another rank: PEFT loads neither. */
    void check(String name, HostTensor tensor) {
        Matcher matcher = Pattern.compile("(.*)\\.lora_([AB])\\.weight").matcher(name);
        if (!name.startsWith(PREFIX) || !matcher.matches()) {
            return; // named by the merge
        }
        String module = matcher.group(1).substring(PREFIX.length());
        if (!contains(module)) {
            throw new UserException(file + ": target_modules, layers_to_transform and exclude_modules do not name "
                    + module + ", but the adapter's weights hold " + name
                    + ", which PEFT would leave out; correct them or remove the tensor");
        }
        int side = matcher.group(2).equals("A") ? 0 : 1;
        if (tensor.shape().length == 2 && tensor.shape()[side] != rank) {
            throw new UserException(file + ": r is " + rank + ", but " + name + " has rank " + tensor.shape()[side]
                    + "; set r to the rank that was trained");
        }
    }

    /** Whether the module of that path is adapted. */
    boolean contains(String module) {
        if (ends(module, excluded)
                || (excludedPattern != null && excludedPattern.matcher(module).matches())) {
            return false;
        }
        if (pattern != null) {
            return pattern.matcher(module).matches();
        }
        return names == null || (ends(module, names) && (layers == null || layers.contains(layer(module))));
    }

    private static boolean ends(String module, List<String> names) {
        return names.stream().anyMatch(name -> module.equals(name) || module.endsWith("." + name));
    }

    /** Number of the layer that a module is in, -1 for none. */
    private int layer(String module) {
        List<String> patterns = layerFolders.isEmpty()
                ? List.of(".*?\\.[^.]*\\.(\\d+)\\..*")
                : layerFolders.stream()
                        .map(folder -> "(?:.*?\\.)?" + folder + "\\.(\\d+)\\..*")
                        .toList();
        for (String text : patterns) {
            Matcher matcher = pattern(file, "layers_pattern", text).matcher(module);
            if (matcher.matches()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        return -1;
    }
}

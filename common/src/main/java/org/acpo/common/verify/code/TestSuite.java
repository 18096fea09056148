package org.acpo.common.verify.code;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tests of a programming problem, which its gold answer holds as JSON: {@code {"inputs": [...], "outputs": [...]}} as
 * in APPS and its successors, or {@code {"tests": [{"input": ..., "output": ...}, ...]}}. With {@code fn_name} (or {@code
 * function}) an input is the list of a call's arguments and an output its result; without, they are standard input and
 * output. {@code language} may demand one.
 */
public record TestSuite(
        @Nullable Language language, @Nullable String function, List<Test> tests) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An input and the output that is right for it. */
    public record Test(JsonNode input, JsonNode output) {}

    /** Why a text is no suite, to be read after "the answer". */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /** Reads a gold answer. */
    public static TestSuite parse(String answer) throws Malformed {
        JsonNode root = json(answer);
        String function = root.path("fn_name").asText(root.path("function").asText(""));
        List<Test> tests = root.has("tests") ? listed(root.get("tests")) : paired(root);
        if (tests.isEmpty()) {
            throw new Malformed("has no tests");
        }
        List<Test> calls = new ArrayList<>();
        for (Test test : tests) {
            calls.add(function.isEmpty() ? test : new Test(arguments(test.input), test.output));
        }
        return new TestSuite(language(root), function.isEmpty() ? null : function, calls);
    }

    private static JsonNode json(String answer) throws Malformed {
        try {
            JsonNode root = JSON.readTree(answer);
            if (root != null && root.isObject()) {
                return root;
            }
        } catch (JsonProcessingException e) {
            throw new Malformed("is no JSON object of tests: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
        throw new Malformed("is no JSON object of tests");
    }

    private static @Nullable Language language(JsonNode root) throws Malformed {
        if (!root.hasNonNull("language")) {
            return null;
        }
        String name = root.get("language").asText();
        return Language.of(name)
                .orElseThrow(() -> new Malformed("has language '" + name + "', but it must be python or java"));
    }

    private static List<Test> listed(JsonNode list) throws Malformed {
        List<Test> tests = new ArrayList<>();
        for (JsonNode test : list) {
            if (!test.has("input") || !test.has("output")) {
                throw new Malformed("has a test without input or output: " + test);
            }
            tests.add(new Test(test.get("input"), test.get("output")));
        }
        return tests;
    }

    private static List<Test> paired(JsonNode root) throws Malformed {
        JsonNode inputs = root.path("inputs");
        JsonNode outputs = root.path("outputs");
        if (!inputs.isArray() || !outputs.isArray() || inputs.size() != outputs.size()) {
            throw new Malformed("has " + inputs.size() + " inputs and " + outputs.size()
                    + " outputs, but it needs lists of the same length, or a list 'tests'");
        }
        List<Test> tests = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            tests.add(new Test(inputs.get(i), outputs.get(i)));
        }
        return tests;
    }

    /** A list as it is; a text as one JSON value a line, which is how some data sets write arguments. */
    private static JsonNode arguments(JsonNode input) throws Malformed {
        if (input.isArray()) {
            return input;
        }
        ArrayNode arguments = JSON.createArrayNode();
        for (String line : input.asText().lines().toList()) {
            try {
                arguments.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                throw new Malformed("has the arguments " + input + ", but they must be a list, or a JSON value a line");
            }
        }
        return arguments;
    }

    /** What the program gets on standard input, a text for each of its runs. */
    List<String> inputs() {
        if (function == null) {
            return tests.stream().map(test -> text(test.input)).toList();
        }
        ArrayNode calls = JSON.createArrayNode();
        tests.forEach(test -> calls.add(test.input));
        return List.of(JSON.createObjectNode()
                .put("function", function)
                .set("calls", calls)
                .toString());
    }

    /** A text as it is, a list as its lines. */
    static String text(JsonNode value) {
        if (!value.isArray()) {
            return value.asText();
        }
        StringBuilder lines = new StringBuilder();
        value.forEach(line ->
                lines.append(line.isTextual() ? line.asText() : line.toString()).append('\n'));
        return lines.toString();
    }
}

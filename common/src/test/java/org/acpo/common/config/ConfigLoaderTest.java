package org.acpo.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigLoaderTest {
    enum Shade {
        LIGHT,
        VERY_DARK
    }

    record Leaf(int count, double share, @Nullable String note, Map<String, Object> params) {
        Leaf {
            Require.atLeast(count, 1, "leaf.count");
        }
    }

    record Tree(
            long seed,
            Shade topShade,
            boolean green,
            @Nullable Double height,
            List<Integer> rings,
            Map<String, String> names,
            Leaf first,
            Leaf second) {}

    private static final String DEFAULTS = """
            seed: 1
            top_shade: light
            green: true
            height: null
            rings: [1, 2]
            names: {a: b}
            first: &leaf
              count: 2
              share: 0.5
              note: null
              params: {x: 1, y: {z: 2}}
            second:
              <<: *leaf
              count: 3
            """;

    private static Tree load(String recipe, String... overrides) {
        return ConfigLoader.load(Tree.class, DEFAULTS, new Recipe("my.yaml", recipe), List.of(overrides));
    }

    private static void assertRefused(String recipe, String message) {
        assertThatThrownBy(() -> load(recipe))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    private static void assertSetRefused(String override, String message) {
        assertThatThrownBy(() -> load("", override))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void defaultsWithMergeKeysBindToRecords() {
        Map<String, Object> params = Map.of("x", 1, "y", Map.of("z", 2));
        assertThat(ConfigLoader.load(Tree.class, DEFAULTS, null, List.of()))
                .isEqualTo(new Tree(
                        1,
                        Shade.LIGHT,
                        true,
                        null,
                        List.of(1, 2),
                        Map.of("a", "b"),
                        new Leaf(2, 0.5, null, params),
                        new Leaf(3, 0.5, null, params)));
    }

    @Test
    void recipesMergeSectionsAndReplaceListsAndFreeMaps() {
        Tree tree = load("""
                top_shade: very_dark
                height: 3
                rings: []
                names: {c: d}
                second: {params: {w: 5}, note: "1e-6"}
                """);
        assertThat(tree)
                .isEqualTo(new Tree(
                        1,
                        Shade.VERY_DARK,
                        true,
                        3.0,
                        List.of(),
                        Map.of("c", "d"),
                        new Leaf(2, 0.5, null, Map.of("x", 1, "y", Map.of("z", 2))),
                        new Leaf(3, 0.5, "1e-6", Map.of("w", 5))));
    }

    @Test
    void overridesWinAndChangeSingleKeysOfFreeMaps() {
        Tree tree = load(
                "first: {count: 7}",
                "seed=9",
                "first.share=1e-6",
                "first.params.y.z=3",
                "first.params.n=[1, no]",
                "names.c=d",
                "rings=[4]",
                "second={count: 8, note: 'a=b'}",
                "height=",
                "seed=10");
        assertThat(tree)
                .isEqualTo(new Tree(
                        10,
                        Shade.LIGHT,
                        true,
                        null,
                        List.of(4),
                        Map.of("a", "b", "c", "d"),
                        new Leaf(7, 1e-6, null, Map.of("x", 1, "y", Map.of("z", 3), "n", List.of(1, "no"))),
                        new Leaf(8, 0.5, "a=b", Map.of("x", 1, "y", Map.of("z", 2)))));
    }

    @Test
    void unknownKeysNameTheNearestOne() {
        assertRefused(
                "first: {cuont: 1}",
                "my.yaml: first.cuont is not a known key; it must be one of count, share, note, params"
                        + " (did you mean count?)");
        assertSetRefused(
                "topshade=light",
                "--set: topshade is not a known key; it must be one of seed, top_shade, green, height, rings, names,"
                        + " first, second (did you mean top_shade?)");
        assertSetRefused("seed.x=1", "--set: seed.x is not a known key; seed has no keys below it");
        assertSetRefused(
                "seed",
                "--set seed is not an override; write --set key=value, for instance --set rollout.temperature=0.8");
    }

    @Test
    void wrongTypesNamePathValueAndExpectation() {
        assertRefused("first: {count: many}", "first.count is \"many\", but it must be a whole number of 32 bits");
        assertRefused("first: {count: 2.5}", "first.count is 2.5, but it must be a whole number of 32 bits");
        assertRefused(
                "first: {count: 3000000000}", "first.count is 3000000000, but it must be a whole number of 32 bits");
        assertRefused("seed: 1.0", "seed is 1.0, but it must be a whole number");
        assertRefused("first: {share: [1]}", "first.share is [1], but it must be a number");
        assertRefused("green: no", "green is \"no\", but it must be true or false");
        assertRefused(
                "first: {note: 5}",
                "first.note is 5, but it must be a text (in quotes if it looks like something else)");
        assertRefused("rings: 3", "rings is 3, but it must be a list, for instance [a, b]");
        assertRefused("rings: [3, x]", "rings[1] is \"x\", but it must be a whole number of 32 bits");
        assertRefused("rings: [null]", "rings[0] is null, but it must be a whole number of 32 bits");
        assertRefused("first: {share: NaN}", "first.share is \"NaN\", but it must be a number");
        assertRefused(
                "names: {a: null}",
                "names.a is null, but it must be a text (in quotes if it looks like something else)");
        assertRefused("names: [a]", "names is [a], but it must be a map");
        assertRefused("first: 3", "first is 3, but it must be a section of keys");
        assertRefused("seed:", "seed is null, but it must be a whole number");
        assertRefused(
                "top_shade: lite",
                "top_shade is \"lite\", but it must be one of light, very_dark (did you mean light?)");
        assertRefused(
                "top_shade: ' light'",
                "top_shade is \" light\", but it must be one of light, very_dark (did you mean light?)");
        assertRefused("- 1", "my.yaml is [1], but it must be a map of keys to values");
    }

    @Test
    void constructorsRefuseInTheirOwnWords() {
        assertRefused("first: {count: 0}", "leaf.count is 0, but it must be at least 1");
    }

    @Test
    void malformedYamlIsOneLineWithItsPlace() {
        assertRefused(
                "seed: 1\nfirst: {",
                "my.yaml is not valid YAML: line 2, column 9: expected the node content,"
                        + " but found '<stream end>'");
        assertRefused("seed: 1\nseed: 2", "my.yaml is not valid YAML: line 2, column 1: found duplicate key seed");
    }

    @Test
    void missingKeysOfDefaultsAreNamed() {
        assertThatThrownBy(() -> ConfigLoader.load(Leaf.class, "count: 1\nshare: 1", null, List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("params is missing; set it to a section of keys");
    }

    @Test
    void whatIsWrittenLoadsAgain() {
        Tree tree = load(
                "first: {note: \"a\\n\\n b: 'true'\", share: 1.0e-7}",
                "names={yes: 'null', n: '1'}",
                "second.note='1e-6'",
                "top_shade=very_dark");
        String yaml = ConfigLoader.toYaml(tree);
        assertThat(ConfigLoader.load(Tree.class, yaml, null, List.of())).isEqualTo(tree);
        assertThat(yaml).contains("top_shade: very_dark\n", "  params:\n    x: 1\n", "height: null\n");
    }
}

package org.acpo.common.problem.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.acpo.common.UserException;
import org.acpo.common.config.ConfigException;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.problem.SourceConfig.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorsTest {
    static List<Problem> generate(String name, int count, long seed, Split split, Map<String, Object> params) {
        return generate(name, count, 0, seed, split, params);
    }

    private static List<Problem> generate(
            String name, int count, int limit, long seed, Split split, Map<String, Object> params) {
        return Generators.generate(new SourceConfig(
                SourceConfig.Kind.GENERATOR,
                null,
                Map.of(),
                SourceConfig.AnswerFormat.PLAIN,
                limit,
                name,
                count,
                seed,
                split,
                params));
    }

    private static Set<String> texts(List<Problem> problems) {
        return problems.stream().map(Problem::problem).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chained_arithmetic",
                "modular_chain",
                "long_addition",
                "sorting",
                "equations",
                "word_problem",
                "countdown"
            })
    void noProblemStandsInBothSplitsWhateverTheSeeds(String name) {
        Set<String> train = new HashSet<>();
        Set<String> heldOut = new HashSet<>();
        for (long seed = 0; seed < 5; seed++) {
            train.addAll(texts(generate(name, 400, seed, Split.TRAIN, Map.of())));
            heldOut.addAll(texts(generate(name, 400, seed + 3, Split.HELD_OUT, Map.of())));
        }
        assertThat(train).hasSizeGreaterThan(1000).doesNotContainAnyElementsOf(heldOut);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chained_arithmetic",
                "modular_chain",
                "long_addition",
                "sorting",
                "equations",
                "word_problem",
                "countdown"
            })
    void problemsOfASetDifferInIdAndText(String name) {
        List<Problem> problems = generate(name, 500, 7, Split.TRAIN, Map.of());
        assertThat(texts(problems)).hasSize(500);
        assertThat(problems).extracting(Problem::id).doesNotHaveDuplicates();
        assertThat(problems.get(3).id()).isEqualTo(name + "-train-7-3");
        assertThat(problems).extracting(Problem::subject).containsOnly(name);
    }

    @Test
    void aLargerCountExtendsTheSmallerSet() {
        List<Problem> few = generate("word_problem", 50, 2, Split.TRAIN, Map.of());
        List<Problem> many = generate("word_problem", 80, 2, Split.TRAIN, Map.of());
        assertThat(many.subList(0, 50)).isEqualTo(few);
        assertThat(generate("word_problem", 50, 3, Split.TRAIN, Map.of())).isNotEqualTo(few);
    }

    @Test
    void aLimitTakesTheFirstProblems() {
        List<Problem> all = generate("word_problem", 50, 2, Split.TRAIN, Map.of());
        assertThat(generate("word_problem", 50, 5, 2, Split.TRAIN, Map.of())).isEqualTo(all.subList(0, 5));
        assertThat(generate("word_problem", 50, 60, 2, Split.TRAIN, Map.of())).isEqualTo(all);
    }

    @Test
    void theSameProblemWithOtherNamesIsNotHeldOut() {
        Map<String, Object> params = Map.of("max_depth", 2, "max_number", 4, "max_value", 12);
        assertThat(stories(generate("word_problem", 60, 1, Split.TRAIN, params)))
                .doesNotContainAnyElementsOf(stories(generate("word_problem", 20, 2, Split.HELD_OUT, params)));
    }

    /** Stories with every name replaced by the order of its first appearance, and things and containers left out. */
    private static Set<String> stories(List<Problem> problems) {
        Set<String> keys = new HashSet<>();
        for (Problem problem : problems) {
            List<String> names = Pattern.compile("[A-Z][a-z]+")
                    .matcher(problem.problem())
                    .results()
                    .map(MatchResult::group)
                    .filter(name -> !List.of("How", "Each").contains(name))
                    .distinct()
                    .toList();
            String key = problem.problem().replaceAll("\\b(box|bag)(es|s)?\\b", "container");
            for (int i = 0; i < names.size(); i++) {
                key = key.replaceAll("\\b" + names.get(i) + "\\b", "#" + i);
            }
            String thing = key.replaceAll(".*How many (\\w+)s do.*", "$1");
            keys.add(key.replaceAll("\\b" + thing + "s?\\b", "thing"));
        }
        assertThat(keys).hasSize(problems.size());
        return keys;
    }

    @Test
    void aSpaceTooSmallSaysHowManyThereAre() {
        // Modulo 3 with operands 1 and 2: 3 starts, one step of "Add 1", "Add 2", so 6 problems in both splits
        // together.
        Map<String, Object> params = Map.of("modulus", 3, "min_steps", 1, "max_steps", 1, "operations", List.of("add"));
        int train = available(Split.TRAIN, params);
        int heldOut = available(Split.HELD_OUT, params);
        assertThat(train + heldOut).isEqualTo(6);
    }

    private static int available(Split split, Map<String, Object> params) {
        String message = "";
        try {
            generate("modular_chain", 100, 1, split, params);
        } catch (UserException e) {
            message = e.getMessage();
        }
        assertThat(message)
                .contains("data.count is 100")
                .contains("different " + split.name().toLowerCase());
        return Integer.parseInt(message.replaceAll(".*has only (\\d+) .*", "$1"));
    }

    @Test
    void misspeltNamesAreRefusedWithTheNearest() {
        assertThatThrownBy(() -> generate("modular_chian", 1, 1, Split.TRAIN, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.generator is modular_chian")
                .hasMessageContaining("did you mean modular_chain?");
        assertThatThrownBy(() -> generate("modular_chain", 1, 1, Split.TRAIN, Map.of("modulos", 7)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.params.modulos")
                .hasMessageContaining("did you mean modulus?");
        assertThatThrownBy(() -> generate("modular_chain", 1, 1, Split.TRAIN, Map.of("operations", List.of("ad"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean add?");
    }

    @Test
    void valuesOutOfRangeAreRefusedWithTheRange() {
        assertThatThrownBy(() -> generate("modular_chain", 1, 1, Split.TRAIN, Map.of("modulus", 1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.params.modulus is 1")
                .hasMessageContaining("between 2");
        assertThatThrownBy(() -> generate("word_problem", 1, 1, Split.TRAIN, Map.of("min_depth", "two")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.params.min_depth is two");
        assertThatThrownBy(() -> generate("sorting", 1, 1, Split.TRAIN, Map.of("max_items", 6, "max_value", 4)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.params.max_value is 4")
                .hasMessageContaining("at least 5");
        assertThatThrownBy(() -> generate("equations", 1, 1, Split.TRAIN, Map.of("operations", List.of("multiply"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.params.operations is [MULTIPLY]")
                .hasMessageContaining("unless inputs is 1");
        assertThatThrownBy(() -> generate("equations", 1, 1, Split.TRAIN, Map.of("distractors", 2, "detours", 3)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.params.detours is 3")
                .hasMessageContaining("between 0");
    }

    @Test
    void aMixtureFollowsItsWeights() {
        Map<String, Object> params =
                Map.of("modular_chain", 3, "word_problem", Map.of("weight", 1.0, "min_depth", 4, "max_depth", 4));
        List<Problem> problems = generate("mixture", 2000, 1, Split.TRAIN, params);
        long chains = problems.stream()
                .filter(p -> "modular_chain".equals(p.subject()))
                .count();
        // Binomial(2000, 3/4): mean 1500, standard deviation 19.4; five of them are 97.
        assertThat(chains).isBetween(1403L, 1597L);
        assertThatThrownBy(() -> generate("mixture", 1, 1, Split.TRAIN, Map.of("countdown", Map.of("max_numbr", 1))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data.params.countdown.max_numbr")
                .hasMessageContaining("did you mean max_number?");
    }

    @Test
    void onlyCountdownProblemsNameAVerifier() {
        Map<String, Object> half = Map.of("countdown", 1, "sorting", 1);
        for (Problem problem : generate("mixture", 40, 1, Split.TRAIN, half)) {
            assertThat(problem.verifier()).isEqualTo("countdown".equals(problem.subject()) ? "countdown" : null);
        }
    }
}

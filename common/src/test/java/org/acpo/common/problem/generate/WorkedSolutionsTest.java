package org.acpo.common.problem.generate;

import static org.acpo.common.problem.generate.GeneratorsTest.generate;
import static org.assertj.core.api.Assertions.assertThat;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.operators.AbstractOperator;
import com.ezylang.evalex.operators.InfixOperator;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.parser.ParseException;
import com.ezylang.evalex.parser.Token;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig.Split;
import org.acpo.common.problem.StepJudge.Judgement;
import org.acpo.common.problem.StepTruth;
import org.acpo.common.verify.MathVerifier;
import org.acpo.common.verify.Verifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Solves each generated problem again from nothing but its text, and checks every line of its solution. */
class WorkedSolutionsTest {
    private static final Pattern STEP = Pattern.compile("(\\d+) ([-+*/]) (\\d+) = (-?\\d+)(?:, mod (\\d+) is (\\d+))?");
    private static final Pattern EQUATION_STEP = Pattern.compile("(\\w): .*, \\1=(\\d)\n");
    private static final Pattern INSTRUCTION =
            Pattern.compile("(Start with|Add|Subtract|Multiply by|Divide by|Work modulo) (\\d+)\\.");
    private static final ExpressionConfiguration WHOLE_NUMBERS =
            ExpressionConfiguration.defaultConfiguration().withAdditionalOperators(Map.entry("/", new EvenDivision()));

    @Test
    void chainsAddUp() {
        Map<String, Object> params =
                Map.of("max_steps", 6, "operations", List.of("add", "subtract", "multiply", "divide"));
        generate("chained_arithmetic", 500, 1, Split.TRAIN, params).forEach(WorkedSolutionsTest::checkChain);
    }

    @Test
    void modularChainsAddUp() {
        generate("modular_chain", 500, 1, Split.TRAIN, Map.of("max_steps", 6)).forEach(WorkedSolutionsTest::checkChain);
        generate("modular_chain", 500, 1, Split.HELD_OUT, Map.of("modulus", 97))
                .forEach(WorkedSolutionsTest::checkChain);
    }

    private static void checkChain(Problem problem) {
        BigInteger value = BigInteger.ZERO;
        int steps = 0;
        for (MatchResult m : INSTRUCTION.matcher(problem.problem()).results().toList()) {
            BigInteger n = new BigInteger(m.group(2));
            steps++;
            switch (m.group(1)) {
                case "Start with" -> value = n;
                case "Add" -> value = value.add(n);
                case "Subtract" -> value = value.subtract(n);
                case "Multiply by" -> value = value.multiply(n);
                case "Divide by" -> {
                    assertThat(value.mod(n)).as(problem.problem()).isZero();
                    value = value.divide(n);
                }
                default -> {
                    value = value.mod(n);
                    steps--;
                }
            }
        }
        assertThat(problem.answer()).as(problem.problem()).isEqualTo(value.toString());
        assertThat(problem.level()).isEqualTo(steps - 1);
        assertThat(checkSteps(problem)).isEqualTo(steps - 1);
        assertThat(problem.problem()).endsWith(". What is the result?").startsWith("Start with ");
    }

    /** Every step's arithmetic, each but the first starting from an earlier result; returns the number of steps. */
    private static int checkSteps(Problem problem) {
        String[] lines = problem.solution().split("\n");
        int steps = 0;
        for (int i = 0; i < lines.length - 1; i++) {
            Matcher m = STEP.matcher(lines[i]);
            if (!m.find()) {
                continue;
            }
            long left = Long.parseLong(m.group(1));
            long right = Long.parseLong(m.group(3));
            long result = Long.parseLong(m.group(4));
            switch (m.group(2)) {
                case "+" -> assertThat(left + right).as(lines[i]).isEqualTo(result);
                case "-" -> assertThat(left - right).as(lines[i]).isEqualTo(result);
                case "*" -> assertThat(left * right).as(lines[i]).isEqualTo(result);
                default -> assertThat(right * result).as(lines[i]).isEqualTo(left);
            }
            if (m.group(5) != null) {
                assertThat(Math.floorMod(result, Long.parseLong(m.group(5))))
                        .as(lines[i])
                        .isEqualTo(Long.parseLong(m.group(6)));
            }
            steps++;
        }
        assertThat(lines[lines.length - 1]).isEqualTo("Answer: " + problem.answer());
        return steps;
    }

    @Test
    void everyStepOfAModularChainMatters() {
        // Changing the first number changes the answer, as every step is a bijection of the residues.
        for (Problem problem : generate("modular_chain", 200, 5, Split.TRAIN, Map.of("max_steps", 5))) {
            int start = Integer.parseInt(problem.problem().replaceAll("Start with (\\d+)\\..*", "$1"));
            long sameAnswer = java.util.stream.IntStream.range(0, 10)
                    .filter(other -> other != start)
                    .filter(other -> residue(problem, start, other).equals(problem.answer()))
                    .count();
            assertThat(sameAnswer).as(problem.problem()).isZero();
        }
    }

    private static String residue(Problem problem, int start, int other) {
        int value = other;
        for (MatchResult m : INSTRUCTION
                .matcher(problem.problem().replace("Start with " + start + ".", ""))
                .results()
                .toList()) {
            int n = Integer.parseInt(m.group(2));
            value = switch (m.group(1)) {
                case "Add" -> value + n;
                case "Subtract" -> value - n;
                case "Multiply by" -> value * n;
                default -> Math.floorMod(value, n);
            };
        }
        return Integer.toString(value);
    }

    @Test
    void storiesAddUp() {
        for (Map<String, Object> params : List.<Map<String, Object>>of(
                Map.of("max_depth", 6), Map.of("distractors", 4), Map.of("distractors", 2, "shuffled", true))) {
            for (Problem problem : generate("word_problem", 400, 1, Split.TRAIN, params)) {
                assertThat(problem.answer()).as(problem.problem()).isEqualTo(Integer.toString(solveStory(problem)));
                assertThat(problem.level()).as(problem.problem()).isEqualTo(checkSteps(problem));
                assertThat(problem.problem()).doesNotContain("<").doesNotContainPattern("\\b1 (more|fewer) \\w+s than");
            }
        }
    }

    private static int solveStory(Problem problem) {
        String text = problem.problem()
                .replaceAll("(\\w+) has (\\d+) (boxes|bags)\\. Each \\w+ holds (\\d+) (\\w+)\\.", "$1 has $2*$4 $5.");
        List<String> facts = new ArrayList<>(List.of(text.split("(?<=[.?]) ")));
        String question = facts.remove(facts.size() - 1);
        String item = question.replaceAll("How many (\\w+) do.*", "$1");
        Map<String, Integer> owned = new HashMap<>();
        for (int pass = 0; pass < 30; pass++) {
            for (String fact : facts) {
                learn(fact.substring(0, fact.length() - 1).split(" "), item, owned);
            }
        }
        Matcher pair = Pattern.compile("do (\\w+) and (\\w+) have together\\?").matcher(question);
        if (pair.find()) {
            return owned.get(pair.group(1)) + owned.get(pair.group(2));
        }
        Matcher one = Pattern.compile("does (\\w+) have\\?").matcher(question);
        assertThat(one.find()).as(question).isTrue();
        return owned.get(one.group(1));
    }

    /** Adds what the words tell, if what they refer to is known already. */
    private static void learn(String[] words, String item, Map<String, Integer> owned) {
        String last = words[words.length - 1];
        if (words.length == 4 && words[3].equals(item)) {
            String[] factors = words[2].split("\\*");
            owned.put(words[0], Integer.parseInt(factors[0]) * (factors.length > 1 ? Integer.parseInt(factors[1]) : 1));
        } else if (last.equals("together")) {
            Integer first = owned.get(words[words.length - 4]);
            Integer second = owned.get(words[words.length - 2]);
            if (first != null && second != null) {
                owned.put(words[0], first + second);
            }
        } else if (words.length > 4 && owned.containsKey(last)) {
            int base = owned.get(last);
            owned.put(
                    words[0],
                    switch (words[2]) {
                        case "twice" -> 2 * base;
                        case "half" -> base / 2;
                        default ->
                            switch (words[3]) {
                                case "more" -> base + Integer.parseInt(words[2]);
                                case "fewer" -> base - Integer.parseInt(words[2]);
                                case "times" -> base * Integer.parseInt(words[2]);
                                default -> throw new AssertionError(String.join(" ", words));
                            };
                    });
        }
    }

    @Test
    void longAdditionsAddUp() {
        Pattern text = Pattern.compile("Add (\\d+) and (\\d+)\\.");
        for (Problem problem : generate("long_addition", 500, 1, Split.TRAIN, Map.of("max_digits", 18))) {
            Matcher m = text.matcher(problem.problem());
            assertThat(m.matches()).as(problem.problem()).isTrue();
            BigInteger sum = new BigInteger(m.group(1)).add(new BigInteger(m.group(2)));
            assertThat(problem.answer()).as(problem.problem()).isEqualTo(sum.toString());
            List<String> lines = problem.solution().lines().toList();
            BigInteger power = BigInteger.ONE;
            for (String line : lines.subList(0, lines.size() - 1)) {
                // what is left to add, the sum of its last digits, and what has been found
                String[] parts = line.split(": | = |, so ");
                BigInteger left = Pattern.compile(" \\+ ")
                        .splitAsStream(parts[0])
                        .map(BigInteger::new)
                        .reduce(BigInteger.ZERO, BigInteger::add);
                int lastDigits = Arrays.stream(numbersInOrder(parts[1])).sum();
                assertThat(parts[2]).as(line).isEqualTo(Integer.toString(lastDigits));
                assertThat(lastDigits % 10).isEqualTo(left.mod(BigInteger.TEN).intValue());
                assertThat(left.multiply(power)).as(line).isEqualTo(sum.subtract(sum.mod(power)));
                power = power.multiply(BigInteger.TEN);
                BigInteger found = new BigInteger(parts[3]);
                assertThat(sum.subtract(found).mod(power)).as(line).isZero();
            }
            assertThat(problem.level()).isEqualTo(lines.size() - 1);
            assertThat(lines.get(lines.size() - 1)).isEqualTo("Answer: " + problem.answer());
        }
    }

    @Test
    void sortedNumbersAreInOrder() {
        for (Problem problem : generate("sorting", 500, 1, Split.TRAIN, Map.of("max_items", 8))) {
            int[] sorted =
                    Arrays.stream(numbersInOrder(problem.problem())).sorted().toArray();
            assertThat(numbersInOrder(problem.answer())).as(problem.problem()).isEqualTo(sorted);
            List<String> lines = problem.solution().lines().toList();
            for (int i = 0; i < sorted.length - 1; i++) {
                int[] line = numbersInOrder(lines.get(i));
                assertThat(line[line.length - 1]).as(lines.get(i)).isEqualTo(sorted[i]);
                // what is left, and the least of it
                assertThat(line).hasSize(sorted.length - i + 1);
            }
            assertThat(lines.get(sorted.length - 1)).isEqualTo("Answer: " + problem.answer());
        }
    }

    private static int[] numbersInOrder(String text) {
        return Pattern.compile("\\d+")
                .matcher(text)
                .results()
                .mapToInt(r -> Integer.parseInt(r.group()))
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"1,1,0", "3,1,0", "4,3,5"})
    void equationsAddUp(int inputs, int asked, int distractors) {
        Map<String, Object> params = Map.of(
                "inputs", inputs, "asked", asked, "min_steps", 4, "distractors", distractors, "detours", distractors);
        int unneeded = 0;
        for (Problem problem : generate("equations", 400, 1, Split.TRAIN, params)) {
            String[] parts = problem.problem().split("\\. Work modulo 10\\. What (is|are) |\\?");
            Map<String, Integer> values = new HashMap<>();
            for (String statement : parts[0].split(", ")) {
                String[] words = statement.split("=|: |(?=[-+*])|(?<=[-+*])");
                int left = values.computeIfAbsent(words[1], Integer::parseInt);
                int right = words.length == 2 ? 0 : values.computeIfAbsent(words[3], Integer::parseInt);
                int value = switch (words.length == 2 ? "+" : words[2]) {
                    case "+" -> left + right;
                    case "-" -> left - right;
                    default -> left * right;
                };
                values.put(words[0], Math.floorMod(value, 10));
            }
            String answer = Arrays.stream(parts[1].split(", "))
                    .map(name -> values.get(name).toString())
                    .collect(Collectors.joining(", "));
            assertThat(problem.answer()).as(problem.problem()).isEqualTo(asked == 1 ? answer : "(" + answer + ")");
            int steps = 0;
            for (MatchResult m :
                    EQUATION_STEP.matcher(problem.solution()).results().toList()) {
                assertThat(values.get(m.group(1))).as(m.group()).isEqualTo(Integer.valueOf(m.group(2)));
                steps++;
            }
            assertThat(steps).as(problem.problem()).isBetween(problem.level(), problem.level() + distractors);
            unneeded += steps - problem.level();
            StepTruth truth = StepTruth.of(Generators.judge(problem).orElseThrow(), problem.solution());
            assertThat(truth.firstError()).isEqualTo(-1);
            assertThat(Collections.frequency(truth.judgements(), Judgement.NEEDED))
                    .isEqualTo(problem.level() + 1);
        }
        assertThat(unneeded > 0).isEqualTo(distractors > 0);
    }

    @Test
    void theVerifierKnowsTheAnswers() {
        Verifier verifier = new MathVerifier(true);
        Map<String, Map<String, Object>> all =
                Map.of("long_addition", Map.of(), "sorting", Map.of(), "equations", Map.of("asked", 2));
        all.forEach((name, params) -> {
            for (Problem problem : generate(name, 50, 1, Split.TRAIN, params)) {
                assertThat(verifier.verify(problem, problem.solution(), 0, false)
                                .correct())
                        .isTrue();
            }
        });
        Problem sorting = generate("sorting", 1, 1, Split.TRAIN, Map.of()).get(0);
        String unsorted = sorting.problem().replace("Sort ", "Answer: (").replace(".", ")");
        assertThat(verifier.verify(sorting, unsorted, 0, false).correct()).isFalse();
    }

    @Test
    void countdownAnswersReachTheTargetWithTheGivenNumbers() {
        Pattern text = Pattern.compile("Use the numbers (.*), each exactly once, with .* to make (\\d+)\\..*");
        for (Problem problem : generate("countdown", 500, 1, Split.TRAIN, Map.of("max_numbers", 5))) {
            Matcher m = text.matcher(problem.problem());
            assertThat(m.matches()).as(problem.problem()).isTrue();
            assertThat(numbers(problem.answer())).isEqualTo(numbers(m.group(1)));
            assertThat(value(problem.answer()))
                    .as(problem.problem() + " " + problem.answer())
                    .isEqualByComparingTo(m.group(2));
            assertThat(problem.level()).isEqualTo(checkSteps(problem));
        }
    }

    private static List<Integer> numbers(String text) {
        return Pattern.compile("\\d+")
                .matcher(text)
                .results()
                .map(r -> Integer.valueOf(r.group()))
                .sorted()
                .toList();
    }

    private static BigDecimal value(String expression) {
        try {
            return new Expression(expression, WHOLE_NUMBERS).evaluate().getNumberValue();
        } catch (EvaluationException | ParseException e) {
            throw new AssertionError(expression, e);
        }
    }

    /** Division that comes out even. */
    @InfixOperator(precedence = OperatorIfc.OPERATOR_PRECEDENCE_MULTIPLICATIVE)
    private static final class EvenDivision extends AbstractOperator {
        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands) {
            BigDecimal[] quotient = operands[0].getNumberValue().divideAndRemainder(operands[1].getNumberValue());
            assertThat(quotient[1]).as(expression.getExpressionString()).isZero();
            return expression.convertValue(quotient[0]);
        }
    }
}

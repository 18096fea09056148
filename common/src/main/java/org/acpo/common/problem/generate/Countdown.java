package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.acpo.common.config.Require;
import org.acpo.common.random.CounterRandom;

/**
 * Reach a target from given numbers, each used once. Many expressions are right, so the gold answer is one of them: its
 * value is the target and its numbers are the given ones, which is all that
 * {@code org.acpo.common.verify.CountdownVerifier} needs to judge another. {@code operations} are those of the gold
 * expression; a solver may use all four.
 */
final class Countdown implements ProblemGenerator {
    static final String NAME = "countdown";

    /** {@link org.acpo.common.problem.Problem#verifier()} of its problems. */
    static final String VERIFIER = "countdown";

    private final int minNumbers;
    private final int maxNumbers;
    private final int maxNumber;
    private final int maxTarget;
    private final List<Operation> operations;

    Countdown(Params params) {
        minNumbers = params.integer("min_numbers", 3, 2, 8);
        maxNumbers = params.integer("max_numbers", Math.max(4, minNumbers), minNumbers, 8);
        maxNumber = params.integer("max_number", 20, 2, 1_000);
        maxTarget = params.integer("max_target", 100, 1, 1_000_000);
        operations = params.choices("operations", Operation.class, List.of(Operation.values()));
        Require.that(
                maxNumber + 1 >= minNumbers,
                "data.params.max_number",
                maxNumber,
                "large enough for " + minNumbers + " numbers");
    }

    /** Part of an expression: its value, its text, and how tightly its outermost operation binds (3 for a number). */
    private record Part(int value, String text, int binding) {
        static Part number(int value) {
            return new Part(value, Integer.toString(value), 3);
        }

        Part combine(Operation operation, Part other) {
            boolean product = operation == Operation.MULTIPLY || operation == Operation.DIVIDE;
            int binding = product ? 2 : 1;
            boolean sensitive = operation == Operation.SUBTRACT || operation == Operation.DIVIDE;
            String left = text(binding);
            String right = other.text(sensitive ? binding + 1 : binding);
            return new Part(operation.apply(value, other.value), left + " " + operation.sign() + " " + right, binding);
        }

        private String text(int least) {
            return binding < least ? "(" + text + ")" : text;
        }
    }

    @Override
    public Optional<Draft> draft(CounterRandom random) {
        int count = random.nextInt(minNumbers, maxNumbers);
        List<Part> parts = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = random.nextInt(1, maxNumber);
            numbers.add(number);
            parts.add(Part.number(number));
        }
        List<String> lines = new ArrayList<>();
        while (parts.size() > 1) {
            random.shuffle(parts);
            Part left = parts.remove(parts.size() - 1);
            Part right = parts.remove(parts.size() - 1);
            List<Operation> possible = operations.stream()
                    .filter(o -> sensible(o, left.value, right.value))
                    .toList();
            if (possible.isEmpty()) {
                return Optional.empty();
            }
            Operation operation = random.choose(possible);
            Part joined = left.combine(operation, right);
            lines.add(left.value + " " + operation.sign() + " " + right.value + " = " + joined.value);
            parts.add(joined);
        }
        Part result = parts.get(0);
        if (result.value > maxTarget || numbers.contains(result.value)) {
            return Optional.empty();
        }
        return Optional.of(write(numbers, result, lines));
    }

    /** Whether the step is exact, stays above 0, stays small and is not idle such as multiplying by 1. */
    private static boolean sensible(Operation operation, int left, int right) {
        return switch (operation) {
            case ADD -> true;
            case SUBTRACT -> left > right;
            case MULTIPLY -> left > 1 && right > 1 && (long) left * right < 100_000_000;
            case DIVIDE -> right > 1 && left % right == 0;
        };
    }

    private static Draft write(List<Integer> numbers, Part result, List<String> lines) {
        String sorted = numbers.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
        int cut = sorted.lastIndexOf(", ");
        String listed = sorted.substring(0, cut) + " and " + sorted.substring(cut + 2);
        String text = "Use the numbers " + listed + ", each exactly once, with +, -, * and / to make " + result.value
                + ". Which expression does it?";
        return new Draft(text, text, result.text, numbers.size() - 1, NAME, lines);
    }
}

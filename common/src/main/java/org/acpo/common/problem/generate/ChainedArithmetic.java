package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.acpo.common.random.CounterRandom;

/**
 * A chain of operations on whole numbers that stay between 1 and {@code max_value}. Divisions come out even, and no step
 * undoes the one before it.
 */
final class ChainedArithmetic implements ProblemGenerator {
    static final String NAME = "chained_arithmetic";

    private final int minSteps;
    private final int maxSteps;
    private final int maxStart;
    private final int maxOperand;
    private final int maxFactor;
    private final int maxValue;
    private final List<Operation> operations;

    ChainedArithmetic(Params params) {
        minSteps = params.integer("min_steps", 2, 1, 100);
        maxSteps = params.integer("max_steps", Math.max(4, minSteps), minSteps, 100);
        maxStart = params.integer("max_start", 20, 1, 1_000_000);
        maxOperand = params.integer("max_operand", 20, 1, 1_000_000);
        maxFactor = params.integer("max_factor", 5, 2, 1_000);
        maxValue = params.integer("max_value", Math.max(200, maxStart), maxStart, 1_000_000_000);
        operations = params.choices(
                "operations", Operation.class, List.of(Operation.ADD, Operation.SUBTRACT, Operation.MULTIPLY));
    }

    @Override
    public Optional<Draft> draft(CounterRandom random) {
        int steps = random.nextInt(minSteps, maxSteps);
        int value = random.nextInt(1, maxStart);
        int before = 0;
        StringBuilder text = new StringBuilder("Start with " + value + ".");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            int current = value;
            List<Operation> possible = operations.stream()
                    .filter(o -> !operands(o, current).isEmpty())
                    .toList();
            if (possible.isEmpty()) {
                return Optional.empty();
            }
            Operation operation = random.choose(possible);
            int operand = operands(operation, value).draw(random);
            value = operation.apply(value, operand);
            if (value == before) {
                return Optional.empty();
            }
            before = current;
            text.append(' ').append(operation.sentence(operand));
            lines.add(current + " " + operation.sign() + " " + operand + " = " + value);
        }
        text.append(" What is the result?");
        return Optional.of(new Draft(text.toString(), text.toString(), Integer.toString(value), steps, NAME, lines));
    }

    /** The operands that keep the result a whole number in range and make the step matter. */
    private Operands operands(Operation operation, int value) {
        return switch (operation) {
            case ADD -> Operands.range(1, Math.min(maxOperand, maxValue - value));
            case SUBTRACT -> Operands.range(1, Math.min(maxOperand, value - 1));
            case MULTIPLY -> Operands.range(2, Math.min(maxFactor, maxValue / value));
            case DIVIDE ->
                new Operands(IntStream.rangeClosed(2, maxFactor)
                        .filter(d -> value % d == 0)
                        .boxed()
                        .toList());
        };
    }

    /** Possible operands of a step, as an explicit list or as a range too long to list. */
    private record Operands(int low, int high, List<Integer> listed) {
        Operands(List<Integer> listed) {
            this(0, listed.size() - 1, listed);
        }

        static Operands range(int low, int high) {
            return new Operands(low, high, List.of());
        }

        boolean isEmpty() {
            return high < low;
        }

        int draw(CounterRandom random) {
            int drawn = random.nextInt(low, high);
            return listed.isEmpty() ? drawn : listed.get(drawn);
        }
    }
}

package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Quantities modulo m in the order in which a problem states them: given ({@code a=3}), or by an operation on an earlier
 * one and a number or another ({@code c: a+b}, {@code d: c*3}).
 */
final class EquationSystem {
    private static final Pattern STATEMENT = Pattern.compile("(\\w)(?:=(\\d+)|: (\\w+)([-+*])(\\w+))");

    private final int modulus;
    private final Map<String, Equation> equations = new LinkedHashMap<>();

    /**
     * One quantity.
     *
     * @param statement as the problem has it
     * @param value a residue
     * @param line the step that works it out, for instance {@code c: a+b, a=3, b=7, 3+7=10, c=0}
     * @param operands names of the quantities that its statement refers to; none when it is given
     */
    record Equation(String name, String statement, int value, String line, List<String> operands) {}

    EquationSystem(int modulus) {
        this.modulus = modulus;
    }

    /** States the next quantity; what its statement refers to must have been stated before. */
    void add(String statement) {
        Matcher parts = STATEMENT.matcher(statement);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + statement + "' states no quantity");
        }
        String name = parts.group(1);
        if (parts.group(2) != null) {
            int value = Integer.parseInt(parts.group(2));
            equations.put(name, new Equation(name, statement, value, statement, List.of()));
            return;
        }
        int left = value(parts.group(3));
        Operation operation = Operation.of(parts.group(4));
        int right = value(parts.group(5));
        int raw = operation.apply(left, right);
        int value = Math.floorMod(raw, modulus);
        List<String> operands = Stream.of(parts.group(3), parts.group(5))
                .filter(equations::containsKey)
                .toList();
        List<String> line = new ArrayList<>(List.of(statement));
        operands.forEach(operand -> line.add(operand + "=" + value(operand)));
        line.add(left + operation.sign() + right + "=" + raw);
        line.add(name + "=" + value);
        equations.put(name, new Equation(name, statement, value, String.join(", ", line), operands));
    }

    private int value(String operand) {
        return equations.containsKey(operand) ? get(operand).value() : Integer.parseInt(operand);
    }

    Equation get(String name) {
        return Objects.requireNonNull(equations.get(name), name);
    }

    Collection<Equation> all() {
        return equations.values();
    }

    /** Names of those among the quantities that must be worked out to know the asked ones. */
    Set<String> needed(Collection<String> asked) {
        Set<String> needed = new HashSet<>();
        List<String> open = new ArrayList<>(asked);
        while (!open.isEmpty()) {
            Equation equation = get(open.remove(open.size() - 1));
            if (!equation.operands().isEmpty() && needed.add(equation.name())) {
                open.addAll(equation.operands());
            }
        }
        return needed;
    }
}

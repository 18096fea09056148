package org.acpo.common.problem.generate;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.acpo.common.config.Require;
import org.acpo.common.random.CounterRandom;

/**
 * A chain of operations modulo m. Factors are coprime to m, so every step is a bijection of the residues: the answer
 * depends on each of them and is uniform over the residues, and nothing short of following the chain tells it. With {@code
 * list_results} the answer is the tuple of all steps' results, which a partial solution reveals one by one.
 */
final class ModularChain implements ProblemGenerator {
    static final String NAME = "modular_chain";

    private final int modulus;
    private final int minSteps;
    private final int maxSteps;
    private final int maxOperand;
    private final boolean listResults;
    private final List<Operation> operations;
    private final List<Integer> factors;

    ModularChain(Params params) {
        modulus = params.integer("modulus", 10, 2, 10_000);
        minSteps = params.integer("min_steps", 2, 1, 100);
        maxSteps = params.integer("max_steps", Math.max(4, minSteps), minSteps, 100);
        maxOperand = params.integer("max_operand", Math.max(1, modulus - 1), 1, 10_000);
        listResults = params.flag("list_results", false);
        operations = params.choices(
                "operations", Operation.class, List.of(Operation.ADD, Operation.SUBTRACT, Operation.MULTIPLY));
        Require.that(
                !operations.contains(Operation.DIVIDE),
                "data.params.operations",
                operations,
                "made of add, subtract and multiply: a residue has no quotient in whole numbers");
        factors = IntStream.rangeClosed(2, maxOperand)
                .filter(f -> f % modulus != 1 && coprime(f, modulus))
                .boxed()
                .toList();
        Require.that(
                !operations.contains(Operation.MULTIPLY) || !factors.isEmpty(),
                "data.params.max_operand",
                maxOperand,
                "large enough for a factor coprime to modulus " + modulus + ", or leave multiply out of operations");
    }

    @Override
    public Optional<Draft> draft(CounterRandom random) {
        int steps = random.nextInt(minSteps, maxSteps);
        int value = random.nextInt(modulus);
        StringBuilder text = new StringBuilder("Start with " + value + ".");
        List<String> lines = new ArrayList<>();
        List<String> results = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            Operation operation = random.choose(operations);
            int operand = operation == Operation.MULTIPLY ? random.choose(factors) : random.nextInt(1, maxOperand);
            text.append(' ').append(operation.sentence(operand));
            int raw = operation.apply(value, operand);
            int reduced = Math.floorMod(raw, modulus);
            lines.add(line(value, operation, operand, raw, reduced));
            value = reduced;
            results.add(Integer.toString(value));
        }
        text.append(" Work modulo ").append(modulus);
        text.append(listResults ? ". What is the result of each step?" : ". What is the result?");
        String answer = listResults ? "(" + String.join(", ", results) + ")" : Integer.toString(value);
        return Optional.of(new Draft(text.toString(), text.toString(), answer, steps, NAME, lines));
    }

    private String line(int value, Operation operation, int operand, int raw, int reduced) {
        String line = value + " " + operation.sign() + " " + operand + " = " + raw;
        return raw == reduced ? line : line + ", mod " + modulus + " is " + reduced;
    }

    private static boolean coprime(int a, int b) {
        return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).equals(BigInteger.ONE);
    }
}

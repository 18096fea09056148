package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acpo.common.random.CounterRandom;

/**
 * A chain of operations modulo m. Every step is a bijection of the residues: the answer depends on each of them and is
 * uniform over the residues, and nothing short of following the chain tells it. With {@code list_results} the answer is the
 * tuple of all steps' results, which a partial solution reveals one by one.
 */
final class ModularChain implements ProblemGenerator {
    static final String NAME = "modular_chain";

    private final ModularArithmetic arithmetic;
    private final int minSteps;
    private final int maxSteps;
    private final boolean listResults;

    ModularChain(Params params) {
        arithmetic = new ModularArithmetic(params);
        minSteps = params.integer("min_steps", 2, 1, 100);
        maxSteps = params.integer("max_steps", Math.max(4, minSteps), minSteps, 100);
        listResults = params.flag("list_results", false);
    }

    @Override
    public Optional<Draft> draft(CounterRandom random) {
        int steps = random.nextInt(minSteps, maxSteps);
        int modulus = arithmetic.modulus();
        int value = arithmetic.residue(random);
        StringBuilder text = new StringBuilder("Start with " + value + ".");
        List<String> lines = new ArrayList<>();
        List<String> results = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            Operation operation = random.choose(arithmetic.operations());
            int operand = arithmetic.operand(operation, random);
            text.append(' ').append(operation.sentence(operand));
            lines.add(line(value, operation, operand));
            value = ModularArithmetic.apply(value, operation, operand, modulus);
            results.add(Integer.toString(value));
        }
        text.append(" Work modulo ").append(modulus);
        text.append(listResults ? ". What is the result of each step?" : ". What is the result?");
        String answer = listResults ? "(" + String.join(", ", results) + ")" : Integer.toString(value);
        return Optional.of(new Draft(text.toString(), text.toString(), answer, steps, NAME, lines));
    }

    private String line(int value, Operation operation, int operand) {
        int raw = operation.apply(value, operand);
        int reduced = Math.floorMod(raw, arithmetic.modulus());
        String line = value + " " + operation.sign() + " " + operand + " = " + raw;
        return raw == reduced ? line : line + ", mod " + arithmetic.modulus() + " is " + reduced;
    }
}

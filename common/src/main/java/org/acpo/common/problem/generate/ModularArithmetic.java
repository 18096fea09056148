package org.acpo.common.problem.generate;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import org.acpo.common.config.Require;
import org.acpo.common.random.CounterRandom;

/**
 * Operations on residues modulo m, as a generator's {@code modulus}, {@code max_operand} and {@code operations} say. Factors
 * are coprime to m, so that each operation with a number is a bijection of the residues and loses nothing.
 */
final class ModularArithmetic {
    private final int modulus;
    private final int maxOperand;
    private final List<Operation> operations;
    private final List<Integer> factors;

    ModularArithmetic(Params params) {
        modulus = params.integer("modulus", 10, 2, 10_000);
        maxOperand = params.integer("max_operand", Math.max(1, modulus - 1), 1, 10_000);
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

    int modulus() {
        return modulus;
    }

    List<Operation> operations() {
        return operations;
    }

    int residue(CounterRandom random) {
        return random.nextInt(modulus);
    }

    int operand(Operation operation, CounterRandom random) {
        return operation == Operation.MULTIPLY ? random.choose(factors) : random.nextInt(1, maxOperand);
    }

    /** The result modulo {@code modulus}. */
    static int apply(int left, Operation operation, int right, int modulus) {
        return Math.floorMod(operation.apply(left, right), modulus);
    }

    private static boolean coprime(int a, int b) {
        return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).equals(BigInteger.ONE);
    }
}

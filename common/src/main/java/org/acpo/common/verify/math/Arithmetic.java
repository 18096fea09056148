package org.acpo.common.verify.math;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** An expression of whole numbers joined by + - * / and brackets, with nothing else in it. */
public final class Arithmetic {
    private final List<BigInteger> numbers;
    private final Rational value;

    private Arithmetic(List<BigInteger> numbers, Rational value) {
        this.numbers = numbers;
        this.value = value;
    }

    /** Reads {@code text}, plain or LaTeX; empty if it is anything but such an expression, or divides by zero. */
    public static Optional<Arithmetic> parse(String text) {
        List<BigInteger> numbers = new ArrayList<>();
        return ExprParser.parse(Cleaner.clean(text))
                .filter(expr -> collect(expr, numbers))
                .flatMap(expr -> Optional.ofNullable(Exact.value(expr)))
                .map(value -> {
                    Collections.sort(numbers);
                    return new Arithmetic(List.copyOf(numbers), value);
                });
    }

    private static boolean collect(Expr expr, List<BigInteger> numbers) {
        if (expr instanceof Expr.Num num) {
            numbers.add(num.value().numerator());
            return num.value().isWhole();
        }
        return expr instanceof Expr.Op op
                && op.sign() != '^'
                && collect(op.left(), numbers)
                && collect(op.right(), numbers);
    }

    /** Whether both use the same numbers equally often, in any order. */
    public boolean usesNumbersOf(Arithmetic other) {
        return numbers.equals(other.numbers);
    }

    public boolean sameValue(Arithmetic other) {
        return value.equals(other.value);
    }
}

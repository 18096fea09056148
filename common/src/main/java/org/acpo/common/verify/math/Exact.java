package org.acpo.common.verify.math;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Exact values of expressions of numbers: sums, products, quotients, whole powers, and roots that come out even. */
final class Exact {
    private static final int MAX_FACTORIAL = 200;

    private Exact() {}

    /** The value, or null if it is not rational, not defined, or holds a variable. */
    static @Nullable Rational value(Expr expr) {
        Effort.take(1);
        if (expr instanceof Expr.Num num) {
            return num.value();
        }
        if (expr instanceof Expr.Neg neg) {
            Rational value = value(neg.operand());
            return value == null ? null : value.negate();
        }
        if (expr instanceof Expr.Op op) {
            return operation(op);
        }
        Rational result = expr instanceof Expr.Call call ? call(call) : null;
        return result == null || result.isGiant() ? null : result;
    }

    private static @Nullable Rational operation(Expr.Op op) {
        Rational left = value(op.left());
        Rational right = left == null ? null : value(op.right());
        if (left == null || right == null) {
            return null;
        }
        Rational result = switch (op.sign()) {
            case '+' -> left.plus(right);
            case '-' -> left.plus(right.negate());
            case '*' -> left.times(right);
            case '/' -> left.over(right);
            default -> left.power(right);
        };
        return result == null || result.isGiant() ? null : result;
    }

    private static @Nullable Rational call(Expr.Call call) {
        List<Rational> arguments = new ArrayList<>();
        for (Expr argument : call.arguments()) {
            Rational value = value(argument);
            if (value == null) {
                return null;
            }
            arguments.add(value);
        }
        Rational first = arguments.get(0);
        Rational second = arguments.size() > 1 ? arguments.get(1) : null;
        return switch (call.function()) {
            case "sqrt" -> first.root(2);
            case "root" -> root(first, second);
            case "abs" -> first.numerator().signum() < 0 ? first.negate() : first;
            case "!" -> factorial(first);
            case "binom" -> binomial(first, second);
            case "floor" -> first.floor();
            case "ceil" -> first.negate().floor().negate();
            case "max" ->
                arguments.stream().reduce((x, y) -> x.compareTo(y) >= 0 ? x : y).orElse(null);
            case "min" ->
                arguments.stream().reduce((x, y) -> x.compareTo(y) <= 0 ? x : y).orElse(null);
            case "gcd" -> whole(arguments, BigInteger::gcd);
            case "lcm" -> whole(arguments, Exact::lcm);
            default -> null;
        };
    }

    private static @Nullable Rational whole(List<Rational> values, BinaryOperator<BigInteger> operator) {
        return values.stream().allMatch(Rational::isWhole)
                ? values.stream()
                        .map(Rational::numerator)
                        .reduce(operator)
                        .map(result -> new Rational(result.abs(), BigInteger.ONE))
                        .orElse(null)
                : null;
    }

    private static BigInteger lcm(BigInteger a, BigInteger b) {
        return a.signum() == 0 || b.signum() == 0
                ? BigInteger.ZERO
                : a.divide(a.gcd(b)).multiply(b).abs();
    }

    private static @Nullable Rational root(Rational radicand, @Nullable Rational index) {
        if (index == null || !index.isWhole()) {
            return null;
        }
        boolean small = index.numerator().signum() > 0 && index.numerator().bitLength() < 7;
        return small ? radicand.root(index.numerator().intValue()) : null;
    }

    private static @Nullable Rational factorial(Rational n) {
        if (!isSmallCount(n)) {
            return null;
        }
        BigInteger product = BigInteger.ONE;
        for (int i = 2; i <= n.numerator().intValue(); i++) {
            product = product.multiply(BigInteger.valueOf(i));
        }
        return new Rational(product, BigInteger.ONE);
    }

    private static @Nullable Rational binomial(Rational n, @Nullable Rational k) {
        if (k == null || !isSmallCount(n) || !isSmallCount(k)) {
            return null;
        }
        Rational result = Rational.ONE;
        for (int i = 0; i < k.numerator().intValue(); i++) {
            Rational factor = Rational.of(n.numerator().intValue() - i).over(Rational.of(i + 1L));
            result = factor == null ? result : result.times(factor);
        }
        return result;
    }

    private static boolean isSmallCount(Rational n) {
        return n.isWhole()
                && n.numerator().signum() >= 0
                && n.numerator().bitLength() < 10
                && n.numerator().intValue() <= MAX_FACTORIAL;
    }
}

package org.acpo.common.verify.math;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values of real expressions to about forty digits, to tell apart what double precision cannot, such as {@code
 * \sqrt{10^{16}+1}} and {@code 10^8}. Variables have the values that they have in {@link Numeric}.
 */
final class Precise {
    private static final MathContext DIGITS = new MathContext(44);
    private static final BigDecimal TOLERANCE = new BigDecimal("1e-20");
    /** Values below this are nothing but rounding. */
    private static final BigDecimal SMALL = new BigDecimal("1e-15");

    private static final BigDecimal PI =
            new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459");
    private static final int MAX_EXPONENT = 200;
    /** Beyond so many digits before or behind the point, arithmetic on parts of it could take all memory. */
    private static final int MAX_PLACES = 5_000;
    /** What one operation costs beside one in double precision. */
    private static final int STEPS = 10;

    private final int point;

    private Precise(int point) {
        this.point = point;
    }

    /** Whether both have the same value at the point; empty if that cannot be said. */
    static Optional<Boolean> agree(Expr a, Expr b, int point) {
        try {
            Precise precise = new Precise(point);
            BigDecimal x = precise.value(a);
            BigDecimal y = x == null ? null : precise.value(b);
            if (x == null || y == null) {
                return Optional.empty();
            }
            BigDecimal scale = x.abs().max(y.abs()).max(SMALL);
            return Optional.of(x.subtract(y, DIGITS).abs().compareTo(scale.multiply(TOLERANCE, DIGITS)) <= 0);
        } catch (ArithmeticException e) {
            return Optional.empty(); // overflow, or division by zero
        }
    }

    /** The value, or null for what is not real, too large or too small, or not done here. */
    private @Nullable BigDecimal value(Expr expr) {
        Effort.take(STEPS);
        BigDecimal value = compute(expr);
        boolean fits = value == null || Math.abs((long) value.precision() - value.scale()) <= MAX_PLACES;
        return fits ? value : null;
    }

    private @Nullable BigDecimal compute(Expr expr) {
        if (expr instanceof Expr.Num num) {
            return new BigDecimal(num.value().numerator())
                    .divide(new BigDecimal(num.value().denominator()), DIGITS);
        }
        if (expr instanceof Expr.Sym sym) {
            return symbol(sym.name());
        }
        if (expr instanceof Expr.Neg neg) {
            BigDecimal value = value(neg.operand());
            return value == null ? null : value.negate();
        }
        return expr instanceof Expr.Op op ? operation(op) : call((Expr.Call) expr);
    }

    private @Nullable BigDecimal symbol(String name) {
        return switch (name) {
            case "\\pi", "π" -> PI;
            case "e" -> Series.exp(BigDecimal.ONE, DIGITS);
            case "i", "\\infty", "∞" -> null;
            default -> BigDecimal.valueOf(Numeric.variable(name, point));
        };
    }

    private @Nullable BigDecimal operation(Expr.Op op) {
        BigDecimal left = value(op.left());
        BigDecimal right = left == null ? null : value(op.right());
        if (left == null || right == null) {
            return null;
        }
        return switch (op.sign()) {
            case '+' -> left.add(right, DIGITS);
            case '-' -> left.subtract(right, DIGITS);
            case '*' -> left.multiply(right, DIGITS);
            case '/' -> left.divide(right, DIGITS);
            default -> power(left, right);
        };
    }

    private static @Nullable BigDecimal power(BigDecimal base, BigDecimal exponent) {
        BigDecimal whole = exponent.stripTrailingZeros();
        if (whole.scale() <= 0 && whole.abs().compareTo(BigDecimal.valueOf(MAX_EXPONENT)) <= 0) {
            return base.pow(whole.intValueExact(), DIGITS);
        }
        BigDecimal log = base.signum() > 0 ? Series.ln(base, DIGITS) : null;
        return log == null ? null : Series.exp(log.multiply(exponent, DIGITS), DIGITS);
    }

    private @Nullable BigDecimal call(Expr.Call call) {
        BigDecimal x = value(call.arguments().get(0));
        if (x == null) {
            return null;
        }
        return switch (call.function()) {
            case "sqrt" -> x.signum() < 0 ? null : x.sqrt(DIGITS);
            case "root" -> root(x, value(call.arguments().get(1)));
            case "abs" -> x.abs();
            case "ln" -> Series.ln(x, DIGITS);
            case "log" -> log(x, value(call.arguments().get(1)));
            case "exp" -> Series.exp(x, DIGITS);
            case "sin" -> Series.sin(x, PI, DIGITS);
            case "cos" -> Series.sin(PI.divide(BigDecimal.valueOf(2), DIGITS).subtract(x, DIGITS), PI, DIGITS);
            default -> null;
        };
    }

    private static @Nullable BigDecimal root(BigDecimal x, @Nullable BigDecimal index) {
        return index == null || index.signum() == 0 || x.signum() <= 0
                ? null
                : power(x, BigDecimal.ONE.divide(index, DIGITS));
    }

    private static @Nullable BigDecimal log(BigDecimal x, @Nullable BigDecimal base) {
        BigDecimal top = Series.ln(x, DIGITS);
        BigDecimal bottom = base == null ? null : Series.ln(base, DIGITS);
        return top == null || bottom == null || bottom.signum() == 0 ? null : top.divide(bottom, DIGITS);
    }
}

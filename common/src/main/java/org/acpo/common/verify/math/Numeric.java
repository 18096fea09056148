package org.acpo.common.verify.math;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.acpo.common.random.StableHash;

/** Values of expressions in double precision, with each variable at a value that depends on its name and on a point. */
final class Numeric {
    private static final double GIANT = 1e200;
    private static final Map<String, Complex> CONSTANTS = Map.of(
            "\\pi", Complex.of(Math.PI),
            "π", Complex.of(Math.PI),
            "e", Complex.of(Math.E),
            "i", Complex.I,
            "\\infty", Complex.of(Double.POSITIVE_INFINITY),
            "∞", Complex.of(Double.POSITIVE_INFINITY));

    private final int point;

    /** Evaluates at one point; every variable takes another value at another point. */
    Numeric(int point) {
        this.point = point;
    }

    /** Whether the expression names a variable. */
    static boolean hasVariables(Expr expr) {
        if (expr instanceof Expr.Sym sym) {
            return !CONSTANTS.containsKey(sym.name());
        }
        if (expr instanceof Expr.Neg neg) {
            return hasVariables(neg.operand());
        }
        if (expr instanceof Expr.Op op) {
            return hasVariables(op.left()) || hasVariables(op.right());
        }
        return expr instanceof Expr.Call call && call.arguments().stream().anyMatch(Numeric::hasVariables);
    }

    Complex value(Expr expr) {
        if (expr instanceof Expr.Num num) {
            return Complex.of(num.value().toDouble());
        }
        if (expr instanceof Expr.Sym sym) {
            return CONSTANTS.getOrDefault(sym.name(), variable(sym.name()));
        }
        if (expr instanceof Expr.Neg neg) {
            return Complex.of(0).minus(value(neg.operand()));
        }
        if (expr instanceof Expr.Op op) {
            return operation(op.sign(), value(op.left()), value(op.right()));
        }
        Expr.Call call = (Expr.Call) expr;
        return function(
                call.function(), call.arguments().stream().map(this::value).toList());
    }

    /** Somewhere in (0.3, 2.3), away from whole numbers and other values at which different expressions agree. */
    private Complex variable(String name) {
        long hash = StableHash.of(name + "#" + point);
        return Complex.of(0.3 + 2.0 * ((hash >>> 12) + 0.5) * 0x1p-52);
    }

    private static Complex operation(char sign, Complex left, Complex right) {
        return switch (sign) {
            case '+' -> left.plus(right);
            case '-' -> left.minus(right);
            case '*' -> left.times(right);
            case '/' -> left.over(right);
            default -> left.power(right);
        };
    }

    private static Complex function(String name, List<Complex> arguments) {
        Complex x = arguments.get(0);
        return switch (name) {
            case "sqrt" -> x.power(Complex.of(0.5));
            case "root" -> root(x, arguments.get(1));
            case "abs" -> Complex.of(x.abs());
            case "ln" -> x.log();
            case "log" -> x.log().over(arguments.get(1).log());
            case "exp" -> x.exp();
            case "sin" -> x.sin();
            case "cos" -> x.cos();
            case "tan" -> x.sin().over(x.cos());
            case "cot" -> x.cos().over(x.sin());
            case "sec" -> Complex.of(1).over(x.cos());
            case "csc" -> Complex.of(1).over(x.sin());
            case "arcsin" -> real(x, v -> Math.asin(v.re()));
            case "arccos" -> real(x, v -> Math.acos(v.re()));
            case "arctan" -> real(x, v -> Math.atan(v.re()));
            case "sinh" -> real(x, v -> Math.sinh(v.re()));
            case "cosh" -> real(x, v -> Math.cosh(v.re()));
            case "tanh" -> real(x, v -> Math.tanh(v.re()));
            default -> Complex.of(Double.NaN);
        };
    }

    /** Odd roots of negative numbers are real, as school mathematics has it. */
    private static Complex root(Complex x, Complex index) {
        boolean odd = index.im() == 0 && Math.abs(index.re() % 2) == 1;
        if (odd && x.im() == 0 && x.re() < 0) {
            return Complex.of(-Math.pow(-x.re(), 1 / index.re()));
        }
        return x.power(Complex.of(1).over(index));
    }

    private static Complex real(Complex x, ToDoubleFunction<Complex> function) {
        return Complex.of(x.im() == 0 ? function.applyAsDouble(x) : Double.NaN);
    }

    /** Whether two values agree to {@code tolerance}, relative to the larger; values that are not finite never do. */
    static boolean close(Complex a, Complex b, double tolerance) {
        double scale = Math.max(1e-12, Math.max(a.abs(), b.abs()));
        return a.isFinite() && b.isFinite() && scale < GIANT && a.minus(b).abs() <= tolerance * scale;
    }
}

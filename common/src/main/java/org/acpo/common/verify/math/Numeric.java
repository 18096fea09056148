package org.acpo.common.verify.math;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** The first of the points at which variables may be negative. */
    static final int FIRST_SIGNED = 100;

    private static final int MAX_TERMS = 1_000;
    private static final int MAX_STEPS = 50_000;

    private final int point;
    private final Map<String, Complex> indices = new HashMap<>();
    private int steps;
    private boolean real = true;

    /** Evaluates at one point; every variable takes another value at another point. */
    Numeric(int point) {
        this.point = point;
    }

    /** Evaluates at one point, but with a variable at a given value. */
    Numeric(int point, String name, double value) {
        this(point);
        indices.put(name, Complex.of(value));
    }

    /** Whether the expression names a variable. */
    static boolean hasVariables(Expr expr) {
        Set<String> names = new HashSet<>();
        collectVariables(expr, names);
        return !names.isEmpty();
    }

    /** 1 or -1 for infinity as such, signed or not; 0 for everything else, values too large for a double among it. */
    static int signOfInfinity(Expr expr) {
        if (expr instanceof Expr.Neg neg) {
            return -signOfInfinity(neg.operand());
        }
        return expr instanceof Expr.Sym sym
                        && (sym.name().equals("∞") || sym.name().equals("\\infty"))
                ? 1
                : 0;
    }

    /** Adds the names of variables to {@code names}. */
    static void collectVariables(Expr expr, Set<String> names) {
        if (expr instanceof Expr.Sym sym && !CONSTANTS.containsKey(sym.name())) {
            names.add(sym.name());
        } else if (expr instanceof Expr.Neg neg) {
            collectVariables(neg.operand(), names);
        } else if (expr instanceof Expr.Op op) {
            collectVariables(op.left(), names);
            collectVariables(op.right(), names);
        } else if (expr instanceof Expr.Call call) {
            call.arguments().forEach(argument -> collectVariables(argument, names));
        }
    }

    /** Whether all values so far, those of parts of expressions too, were real. */
    boolean isReal() {
        return real;
    }

    /** The value; not a number where there is none, or where finding it takes too many steps. */
    Complex value(Expr expr) {
        Complex value = compute(expr);
        real &= value.isReal();
        return value;
    }

    private Complex compute(Expr expr) {
        Effort.take(1);
        if (++steps > MAX_STEPS) {
            return Complex.of(Double.NaN);
        }
        if (expr instanceof Expr.Num num) {
            return Complex.of(num.value().toDouble());
        }
        if (expr instanceof Expr.Sym sym) {
            return symbol(sym.name());
        }
        if (expr instanceof Expr.Neg neg) {
            return Complex.of(0).minus(value(neg.operand()));
        }
        if (expr instanceof Expr.Op op) {
            return operation(op.sign(), value(op.left()), value(op.right()));
        }
        Expr.Call call = (Expr.Call) expr;
        if (call.function().equals("sum") || call.function().equals("prod")) {
            return overRange(call);
        }
        return function(
                call.function(), call.arguments().stream().map(this::value).toList());
    }

    private Complex symbol(String name) {
        Complex index = indices.get(name);
        return index != null ? index : CONSTANTS.getOrDefault(name, variable(name));
    }

    /**
     * A sum or product over a range of whole numbers, term by term. Over any other range a sum is its body at some index
     * times a factor that stands for the range, and a product a power likewise: what holds of all sums holds of those.
     */
    private Complex overRange(Expr.Call call) {
        boolean sum = call.function().equals("sum");
        String index = ((Expr.Sym) call.arguments().get(0)).name();
        Complex first = value(call.arguments().get(1));
        Complex last = value(call.arguments().get(2));
        Expr body = call.arguments().get(3);
        if (!isCount(first) || !isCount(last) || last.re() - first.re() > MAX_TERMS) {
            Complex range = variable("range " + index + " " + first + " " + last);
            return sum ? value(body).times(range) : value(body).power(range);
        }
        Complex outer = indices.get(index);
        Complex total = Complex.of(sum ? 0 : 1);
        for (double i = first.re(); i <= last.re(); i++) {
            indices.put(index, Complex.of(i));
            total = sum ? total.plus(value(body)) : total.times(value(body));
        }
        indices.remove(index);
        if (outer != null) {
            indices.put(index, outer);
        }
        return total;
    }

    private static boolean isCount(Complex value) {
        return value.im() == 0 && value.re() == Math.rint(value.re()) && Math.abs(value.re()) < 1e9;
    }

    /**
     * Somewhere in (0.3, 2.3), away from whole numbers and other values at which different expressions agree; from the
     * point {@link #FIRST_SIGNED} on larger and with a sign: minus for all variables at three points, any at later ones.
     */
    private Complex variable(String name) {
        return Complex.of(variable(name, point));
    }

    static double variable(String name, int point) {
        long hash = StableHash.of(name + "#" + point);
        double size = 0.3 + 2.0 * ((hash >>> 12) + 0.5) * 0x1p-52;
        if (point < FIRST_SIGNED) {
            return size;
        }
        int signed = point - FIRST_SIGNED;
        boolean minus = signed < 3 || (hash & 1) == 0;
        return (minus ? -size : size) * Math.pow(7, signed % 3);
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
            case "!" -> real(x, v -> Gamma.factorial(v.re()));
            case "binom" -> binomial(x, arguments.get(1));
            case "ln" -> x.log();
            case "log" -> x.log().over(arguments.get(1).log());
            case "exp" -> x.exp();
            case "sin" -> x.sin();
            case "cos" -> x.cos();
            case "tan" -> x.sin().over(x.cos());
            case "cot" -> x.cos().over(x.sin());
            case "sec" -> Complex.of(1).over(x.cos());
            case "csc" -> Complex.of(1).over(x.sin());
            case "cis" -> x.times(Complex.I).exp();
            case "arcsin" -> real(x, v -> Math.asin(v.re()));
            case "arccos" -> real(x, v -> Math.acos(v.re()));
            case "arctan" -> real(x, v -> Math.atan(v.re()));
            case "arccot" -> real(x, v -> Math.PI / 2 - Math.atan(v.re()));
            case "arcsec" -> real(x, v -> Math.acos(1 / v.re()));
            case "arccsc" -> real(x, v -> Math.asin(1 / v.re()));
            case "floor" -> real(x, v -> Math.floor(v.re()));
            case "ceil" -> real(x, v -> Math.ceil(v.re()));
            case "max" ->
                arguments.stream().reduce((a, b) -> a.re() >= b.re() ? a : b).orElse(x);
            case "min" ->
                arguments.stream().reduce((a, b) -> a.re() <= b.re() ? a : b).orElse(x);
            case "sinh" -> real(x, v -> Math.sinh(v.re()));
            case "cosh" -> real(x, v -> Math.cosh(v.re()));
            case "tanh" -> real(x, v -> Math.tanh(v.re()));
            default -> Complex.of(Double.NaN);
        };
    }

    private static Complex binomial(Complex n, Complex k) {
        return Complex.of(
                n.im() == 0 && k.im() == 0
                        ? Gamma.factorial(n.re()) / Gamma.factorial(k.re()) / Gamma.factorial(n.re() - k.re())
                        : Double.NaN);
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

    /** Whether two values differ by far more than rounding; those that are not finite never do. */
    static boolean isFar(Complex a, Complex b) {
        double difference = a.minus(b).abs();
        return a.isFinite() && b.isFinite() && difference > 1e-6 * (1 + Math.max(a.abs(), b.abs()));
    }

    /** Whether two values agree to {@code tolerance}, relative to the larger; values that are not finite never do. */
    static boolean close(Complex a, Complex b, double tolerance) {
        double scale = Math.max(1e-12, Math.max(a.abs(), b.abs()));
        return a.isFinite() && b.isFinite() && scale < GIANT && a.minus(b).abs() <= tolerance * scale;
    }
}

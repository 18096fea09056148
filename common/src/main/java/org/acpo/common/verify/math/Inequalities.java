package org.acpo.common.verify.math;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;

/** Solves inequalities in one variable that are linear or quadratic in it or in its absolute value. */
final class Inequalities {
    private static final double TOLERANCE = 1e-9;
    private static final double[] PROBES = {0.37, 1.91, 3.3, 7.7, 19.1};

    private Inequalities() {}

    /** The real value of an expression of numbers. */
    static Optional<Double> number(Form form) {
        if (!(form instanceof Form.Value value) || Numeric.hasVariables(value.expr())) {
            return Optional.empty();
        }
        Complex number = new Numeric(0).value(value.expr());
        boolean real = !Double.isNaN(number.re()) && (number.im() == 0 || Double.isInfinite(number.re()));
        return real ? Optional.of(number.re()) : Optional.empty();
    }

    /** Where the relation holds, or empty if it is not of a kind that is solved here. */
    static Optional<RealSet> solve(Form.Relation relation) {
        Set<String> names = new TreeSet<>();
        Numeric.collectVariables(relation.left(), names);
        Numeric.collectVariables(relation.right(), names);
        if (names.size() != 1 || relation.relation() == '=') {
            return Optional.empty();
        }
        String name = names.iterator().next();
        DoubleUnaryOperator excess = x -> {
            Numeric at = new Numeric(0, name, x);
            Complex difference = at.value(relation.left()).minus(at.value(relation.right()));
            return difference.im() == 0 ? difference.re() : Double.NaN;
        };
        return roots(excess).map(roots -> where(excess, roots, relation.relation()));
    }

    /** The zeros of a function that is a polynomial of degree two at most, in x or in |x|. */
    private static Optional<TreeSet<Double>> roots(DoubleUnaryOperator f) {
        double[] whole = fit(f);
        if (isFit(f, whole, 1) && isFit(f, whole, -1)) {
            return Optional.of(zeros(whole));
        }
        double[] positive = fitPositive(f);
        if (!isFit(f, positive, 1) || !isFit(x -> f.applyAsDouble(-x), positive, 1)) {
            return Optional.empty();
        }
        TreeSet<Double> roots = new TreeSet<>();
        for (double zero : zeros(positive)) {
            if (zero >= 0) {
                roots.add(zero);
                roots.add(-zero + 0.0);
            }
        }
        return Optional.of(roots);
    }

    private static double[] fit(DoubleUnaryOperator f) {
        double c = f.applyAsDouble(0);
        double up = f.applyAsDouble(1);
        double down = f.applyAsDouble(-1);
        return new double[] {(up + down) / 2 - c, (up - down) / 2, c};
    }

    private static double[] fitPositive(DoubleUnaryOperator f) {
        double c = f.applyAsDouble(0);
        double one = f.applyAsDouble(1);
        double two = f.applyAsDouble(2);
        double a = (two - 2 * one + c) / 2;
        return new double[] {a, one - c - a, c};
    }

    private static boolean isFit(DoubleUnaryOperator f, double[] abc, int sign) {
        for (double probe : PROBES) {
            double x = sign * probe;
            double fitted = (abc[0] * x + abc[1]) * x + abc[2];
            double value = f.applyAsDouble(x);
            if (!(Math.abs(value - fitted) <= TOLERANCE * (1 + Math.abs(value)))) {
                return false;
            }
        }
        return true;
    }

    private static TreeSet<Double> zeros(double[] abc) {
        TreeSet<Double> zeros = new TreeSet<>();
        double a = Math.abs(abc[0]) < TOLERANCE ? 0 : abc[0];
        if (a == 0) {
            if (Math.abs(abc[1]) > TOLERANCE) {
                zeros.add(-abc[2] / abc[1] + 0.0);
            }
            return zeros;
        }
        double square = abc[1] * abc[1] - 4 * a * abc[2];
        if (square >= 0) {
            zeros.add((-abc[1] + Math.sqrt(square)) / (2 * a) + 0.0);
            zeros.add((-abc[1] - Math.sqrt(square)) / (2 * a) + 0.0);
        }
        return zeros;
    }

    /** The intervals between zeros in which the sign is right, with the zeros themselves where equality is allowed. */
    private static RealSet where(DoubleUnaryOperator excess, TreeSet<Double> zeros, char relation) {
        boolean equality = relation == '≤';
        RealSet set = new RealSet(List.of());
        double from = Double.NEGATIVE_INFINITY;
        TreeSet<Double> ends = new TreeSet<>(zeros);
        ends.add(Double.POSITIVE_INFINITY);
        for (double to : ends) {
            double value = excess.applyAsDouble(between(from, to));
            if (relation == '≠' ? value != 0 : value < 0) {
                set = set.union(RealSet.of(from, to, false, false));
            }
            if (equality && Double.isFinite(to)) {
                set = set.union(RealSet.point(to));
            }
            from = to;
        }
        return set;
    }

    private static double between(double from, double to) {
        if (Double.isInfinite(from)) {
            return Double.isInfinite(to) ? 0.5 : to - 1;
        }
        return Double.isInfinite(to) ? from + 1 : (from + to) / 2;
    }
}

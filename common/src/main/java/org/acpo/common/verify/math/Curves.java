package org.acpo.common.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;

/**
 * Whether two equations between variables hold at the same points, as do {@code xy = 6} and {@code y = 6/x}: where one
 * changes sign along a line, the other must be zero, and the other way round.
 */
final class Curves {
    /** Probe points through which lines are drawn, the last with the other variables below zero. */
    private static final int[] POINTS = {0, 1, 2, Numeric.FIRST_SIGNED};

    private static final double LIMIT = 20.03;
    private static final double STEP = 0.27;
    private static final int HALVINGS = 60;
    private static final double ZERO = 1e-8;
    private static final double NEAR = 0.1;

    private Curves() {}

    /** Of equations with two or three variables; others are not compared so. */
    static boolean same(Form.Relation a, Form.Relation b) {
        Set<String> names = RealSet.variables(List.of(a));
        if (names.size() < 2 || names.size() > 3 || !names.equals(RealSet.variables(List.of(b)))) {
            return false;
        }
        int found = 0;
        for (String name : new TreeSet<>(names)) {
            for (int point : POINTS) {
                DoubleUnaryOperator f = along(a, name, point);
                DoubleUnaryOperator g = along(b, name, point);
                List<Double> zeros = zeros(f);
                List<Double> others = zeros(g);
                if (!zeros.stream().allMatch(x -> isZero(g, x))
                        || !others.stream().allMatch(x -> isZero(f, x))) {
                    return false;
                }
                found += Math.min(zeros.size(), others.size());
            }
        }
        return found >= POINTS.length;
    }

    private static DoubleUnaryOperator along(Form.Relation relation, String name, int point) {
        return x -> {
            Numeric numeric = new Numeric(point, name, x);
            Complex value = numeric.value(relation.left()).minus(numeric.value(relation.right()));
            return value.im() == 0 ? value.re() : Double.NaN;
        };
    }

    private static List<Double> zeros(DoubleUnaryOperator f) {
        List<Double> zeros = new ArrayList<>();
        double before = f.applyAsDouble(-LIMIT);
        for (double x = -LIMIT + STEP; x < LIMIT; x += STEP) {
            double value = f.applyAsDouble(x);
            if (before * value < 0) {
                double zero = bisected(f, x - STEP, x);
                if (isZero(f, zero)) {
                    zeros.add(zero);
                }
            }
            before = value;
        }
        return zeros;
    }

    private static double bisected(DoubleUnaryOperator f, double from, double to) {
        double low = from;
        double high = to;
        boolean rising = f.applyAsDouble(from) < 0;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (f.applyAsDouble(middle) < 0 == rising) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** Next to nothing beside what it is close by, which a pole is not. */
    private static boolean isZero(DoubleUnaryOperator f, double x) {
        double around = Math.abs(f.applyAsDouble(x - NEAR)) + Math.abs(f.applyAsDouble(x + NEAR));
        return Math.abs(f.applyAsDouble(x)) <= ZERO * around;
    }
}

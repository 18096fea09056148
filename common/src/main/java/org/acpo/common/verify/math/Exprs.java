package org.acpo.common.verify.math;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;

/** Equality of expressions and of relations between them. */
final class Exprs {
    private static final int POINTS = 5;
    private static final int SIGNED_POINTS = 4;
    private static final double TOLERANCE = 1e-9;
    /** A decimal of this many places or more may stand for a value that it is the rounding of. */
    private static final int ROUNDED_PLACES = 4;
    /** Most that it may be off by, as a share of the value: 0.0001 is no answer where 1/8192 is right. */
    private static final double ROUNDED_SHARE = 0.005;

    private static final Pattern DECIMAL = Pattern.compile("-?\\d*\\.\\d+");

    private Exprs() {}

    static boolean equal(Form.Value a, Form.Value b) {
        Rational x = Exact.value(a.expr());
        Rational y = Exact.value(b.expr());
        if (x != null && y != null) {
            return x.equals(y) || rounded(a, b);
        }
        return agree(a.expr(), b.expr()) || rounded(a, b) || samePower(a.expr(), b.expr());
    }

    /** Whether both are powers with the same base and exponent, which may be too large for their values to be compared. */
    private static boolean samePower(Expr a, Expr b) {
        return a instanceof Expr.Op x
                && b instanceof Expr.Op y
                && x.sign() == '^'
                && y.sign() == '^'
                && samePart(x.left(), y.left())
                && samePart(x.right(), y.right());
    }

    private static boolean samePart(Expr a, Expr b) {
        Rational x = Exact.value(a);
        Rational y = Exact.value(b);
        return x != null && y != null ? x.equals(y) : agree(a, b) || samePower(a, b);
    }

    /** Whether both have the same value at every probe point; without variables one point decides. */
    private static boolean agree(Expr a, Expr b) {
        if (!Numeric.hasVariables(a) && !Numeric.hasVariables(b)) {
            return agreeAtPoints(a, b, 1) || sameInfinity(a, b);
        }
        return agreeAtPoints(a, b, POINTS) && !differBelowZero(a, b);
    }

    private static boolean sameInfinity(Expr a, Expr b) {
        int sign = Numeric.signOfInfinity(a);
        return sign != 0 && sign == Numeric.signOfInfinity(b);
    }

    /**
     * Whether real values of variables, some of them negative, tell the two apart, as they do |x| and x. Where a part of
     * either is not real, as {@code \sqrt{x}} is not, they tell nothing.
     */
    private static boolean differBelowZero(Expr a, Expr b) {
        for (int point = Numeric.FIRST_SIGNED; point < Numeric.FIRST_SIGNED + SIGNED_POINTS; point++) {
            Numeric numeric = new Numeric(point);
            Complex x = numeric.value(a);
            Complex y = numeric.value(b);
            boolean differ = numeric.isReal() && Numeric.isFar(x, y);
            if (!Precise.agree(a, b, point).orElse(!differ)) {
                return true;
            }
        }
        return false;
    }

    private static boolean agreeAtPoints(Expr a, Expr b, int points) {
        for (int point = 0; point < points; point++) {
            Numeric numeric = new Numeric(point);
            Complex x = numeric.value(a);
            Complex y = numeric.value(b);
            if (Numeric.isFar(x, y) || !Precise.agree(a, b, point).orElseGet(() -> Numeric.close(x, y, TOLERANCE))) {
                return false;
            }
        }
        return true;
    }

    /** Whether one is a decimal of enough places and the other, not a shorter decimal, rounds to it. */
    private static boolean rounded(Form.Value a, Form.Value b) {
        int placesA = places(a.text());
        int placesB = places(b.text());
        int places = placesA < 0 || placesB < 0 ? Math.max(placesA, placesB) : Math.min(placesA, placesB);
        if (places < ROUNDED_PLACES || Numeric.hasVariables(a.expr()) || Numeric.hasVariables(b.expr())) {
            return false;
        }
        Numeric numeric = new Numeric(0);
        Complex x = numeric.value(a.expr());
        Complex y = numeric.value(b.expr());
        double half = 0.5 * Math.pow(10, -places) * (1 + 1e-6);
        double most = Math.min(half, ROUNDED_SHARE * x.abs());
        return x.isFinite()
                && y.isFinite()
                && !isWhole(x)
                && !isWhole(y)
                && x.minus(y).abs() <= most;
    }

    private static boolean isWhole(Complex value) {
        return value.re() == Math.rint(value.re());
    }

    private static int places(String text) {
        String stripped = text.replace(" ", "");
        return DECIMAL.matcher(stripped).matches() ? new BigDecimal(stripped).scale() : -1;
    }

    /** Whether one relation is the other up to rearrangement. */
    static boolean equal(Form.Relation a, Form.Relation b) {
        return a.relation() == b.relation() && (inProportion(a, b) || (a.relation() == '=' && Curves.same(a, b)));
    }

    /**
     * Whether the differences of their sides are in a fixed proportion, also at {@link #differBelowZero}'s points as far as they are
     * real there; between numbers the sides must be the same.
     */
    private static boolean inProportion(Form.Relation a, Form.Relation b) {
        if (RealSet.variables(List.of(a, b)).isEmpty()) {
            return agree(a.left(), b.left()) && agree(a.right(), b.right());
        }
        Complex proportion = null;
        for (int point = 0; point < POINTS; point++) {
            Numeric numeric = new Numeric(point);
            Complex x = difference(numeric, a);
            Complex y = difference(numeric, b);
            Complex ratio = x.over(y);
            boolean usable =
                    ratio.isFinite() && ratio.abs() > 1e-9 && ratio.abs() < 1e9 && Math.abs(ratio.im()) < TOLERANCE;
            boolean steady = proportion == null || Numeric.close(ratio, proportion, TOLERANCE);
            boolean direction = ratio.re() > 0 || a.relation() == '=' || a.relation() == '≠';
            if (!usable || !steady || !direction) {
                return false;
            }
            proportion = ratio;
        }
        for (int point = Numeric.FIRST_SIGNED; point < Numeric.FIRST_SIGNED + SIGNED_POINTS; point++) {
            Numeric numeric = new Numeric(point);
            Complex x = difference(numeric, a);
            Complex y = difference(numeric, b);
            if (proportion != null && numeric.isReal() && Numeric.isFar(x, y.times(proportion))) {
                return false;
            }
        }
        return true;
    }

    private static Complex difference(Numeric numeric, Form.Relation relation) {
        return numeric.value(relation.left()).minus(numeric.value(relation.right()));
    }
}

package org.acpo.common.verify.math;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Exponential, logarithm and sine to as many digits as asked for; null for arguments that are too large or have none. */
final class Series {
    private static final int HALVINGS = 16;
    private static final double MAX_EXP = 500;
    private static final double MAX_ANGLE = 1e9;
    private static final int LOG_ROUNDS = 3;

    private Series() {}

    static @Nullable BigDecimal exp(BigDecimal x, MathContext digits) {
        if (x.abs().doubleValue() > MAX_EXP) {
            return null;
        }
        MathContext more = more(digits);
        BigDecimal small = x.divide(BigDecimal.valueOf(1L << HALVINGS), more);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int n = 1; term.signum() != 0 && isLarge(term, more); n++) {
            term = term.multiply(small, more).divide(BigDecimal.valueOf(n), more);
            sum = sum.add(term, more);
        }
        for (int i = 0; i < HALVINGS; i++) {
            sum = sum.multiply(sum, more);
        }
        return sum.round(digits);
    }

    /** By Halley's rounds on the exponential, each of which triples the right digits of the first guess. */
    static @Nullable BigDecimal ln(BigDecimal x, MathContext digits) {
        double guess = Math.log(x.doubleValue());
        if (x.signum() <= 0 || !Double.isFinite(guess) || Math.abs(guess) > MAX_EXP - 1) {
            return null;
        }
        MathContext more = more(digits);
        BigDecimal y = BigDecimal.valueOf(guess);
        for (int i = 0; i < LOG_ROUNDS; i++) {
            BigDecimal power = exp(y, more);
            if (power == null) {
                return null;
            }
            BigDecimal step = x.subtract(power, more).divide(x.add(power, more), more);
            y = y.add(step.add(step, more), more);
        }
        return y.round(digits);
    }

    static @Nullable BigDecimal sin(BigDecimal x, BigDecimal pi, MathContext digits) {
        if (x.abs().doubleValue() > MAX_ANGLE) {
            return null;
        }
        MathContext more = more(digits);
        BigDecimal turn = pi.add(pi, more);
        BigDecimal turns = x.divide(turn, more).setScale(0, RoundingMode.HALF_EVEN);
        BigDecimal angle = x.subtract(turns.multiply(turn, more), more);
        BigDecimal square = angle.multiply(angle, more).negate();
        BigDecimal term = angle;
        BigDecimal sum = angle;
        for (int n = 2; term.signum() != 0 && isLarge(term, more); n += 2) {
            term = term.multiply(square, more).divide(BigDecimal.valueOf((long) n * (n + 1)), more);
            sum = sum.add(term, more);
        }
        return sum.round(digits);
    }

    private static boolean isLarge(BigDecimal term, MathContext digits) {
        return term.precision() - term.scale() > -digits.getPrecision();
    }

    private static MathContext more(MathContext digits) {
        return new MathContext(digits.getPrecision() + 12);
    }
}

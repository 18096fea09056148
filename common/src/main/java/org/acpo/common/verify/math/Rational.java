package org.acpo.common.verify.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** An exact fraction in lowest terms with a positive denominator. Operations give null where there is no such result. */
record Rational(BigInteger numerator, BigInteger denominator) implements Comparable<Rational> {
    static final Rational ONE = of(1);

    private static final int MAX_BITS = 8_000;

    static Rational of(long value) {
        return new Rational(BigInteger.valueOf(value), BigInteger.ONE);
    }

    /** Digits with an optional decimal point. */
    static Rational parse(String decimal) {
        BigDecimal value = new BigDecimal(decimal.startsWith(".") ? "0" + decimal : decimal);
        return value.scale() <= 0
                ? new Rational(value.toBigInteger(), BigInteger.ONE)
                : reduced(value.unscaledValue(), BigInteger.TEN.pow(value.scale()));
    }

    private static Rational reduced(BigInteger numerator, BigInteger denominator) {
        BigInteger divisor = numerator.gcd(denominator);
        if (denominator.signum() < 0) {
            divisor = divisor.negate();
        }
        return new Rational(numerator.divide(divisor), denominator.divide(divisor));
    }

    Rational plus(Rational other) {
        return reduced(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Rational times(Rational other) {
        return reduced(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    Rational negate() {
        return new Rational(numerator.negate(), denominator);
    }

    /** The quotient, or null for a zero divisor. */
    @Nullable
    Rational over(Rational other) {
        return other.numerator.signum() == 0
                ? null
                : reduced(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
    }

    /** The power for a whole exponent, or null for another one, for 0 to a negative power, and for a giant result. */
    @Nullable
    Rational power(Rational exponent) {
        if (!exponent.isWhole() || exponent.numerator.bitLength() > 20) {
            return null;
        }
        int n = exponent.numerator.intValue();
        long bits = (long) Math.max(numerator.bitLength(), denominator.bitLength()) * Math.abs(n);
        if (bits > MAX_BITS || (n < 0 && numerator.signum() == 0)) {
            return null;
        }
        Rational power = new Rational(numerator.pow(Math.abs(n)), denominator.pow(Math.abs(n)));
        return n < 0 ? ONE.over(power) : power;
    }

    /** The exact k-th root of a value that is not negative, or null if it is irrational. */
    @Nullable
    Rational root(int k) {
        BigInteger top = root(numerator, k);
        BigInteger bottom = root(denominator, k);
        return top == null || bottom == null ? null : new Rational(top, bottom);
    }

    private static @Nullable BigInteger root(BigInteger value, int k) {
        if (value.signum() < 0 || value.bitLength() > 1_000) {
            return null;
        }
        BigInteger root =
                k == 2 ? value.sqrt() : BigInteger.valueOf(Math.round(Math.pow(value.doubleValue(), 1.0 / k)));
        return root.pow(k).equals(value) ? root : null;
    }

    /** The greatest whole number that is not greater. */
    Rational floor() {
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        return new Rational(parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0], BigInteger.ONE);
    }

    @Override
    public int compareTo(Rational other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    /** Whether it is too long to go on with. */
    boolean isGiant() {
        return numerator.bitLength() > MAX_BITS || denominator.bitLength() > MAX_BITS;
    }

    boolean isWhole() {
        return denominator.equals(BigInteger.ONE);
    }

    double toDouble() {
        if (numerator.bitLength() < 1_000 && denominator.bitLength() < 1_000) {
            return numerator.doubleValue() / denominator.doubleValue();
        }
        return new BigDecimal(numerator)
                .divide(new BigDecimal(denominator), MathContext.DECIMAL64)
                .doubleValue();
    }
}

package org.acpo.common.verify.math;

/** A complex number in double precision, for probing expressions whose parts may leave the real line. */
record Complex(double re, double im) {
    static final Complex I = new Complex(0, 1);

    static Complex of(double real) {
        return new Complex(real, 0);
    }

    Complex plus(Complex o) {
        return new Complex(re + o.re, im + o.im);
    }

    Complex minus(Complex o) {
        return new Complex(re - o.re, im - o.im);
    }

    Complex times(Complex o) {
        return new Complex(re * o.re - im * o.im, re * o.im + im * o.re);
    }

    Complex over(Complex o) {
        double norm = o.re * o.re + o.im * o.im;
        return new Complex((re * o.re + im * o.im) / norm, (im * o.re - re * o.im) / norm);
    }

    double abs() {
        return Math.hypot(re, im);
    }

    Complex log() {
        return new Complex(Math.log(abs()), Math.atan2(im, re));
    }

    Complex exp() {
        double size = Math.exp(re);
        return new Complex(size * Math.cos(im), size * Math.sin(im));
    }

    /** The principal value; whole powers of real numbers stay real. */
    Complex power(Complex exponent) {
        if (abs() == 0) {
            return exponent.abs() == 0 ? of(1) : of(exponent.re > 0 ? 0 : Double.NaN);
        }
        if (im == 0 && exponent.im == 0 && (re > 0 || exponent.re == Math.rint(exponent.re))) {
            return of(Math.pow(re, exponent.re));
        }
        return log().times(exponent).exp();
    }

    Complex sin() {
        return new Complex(Math.sin(re) * Math.cosh(im), Math.cos(re) * Math.sinh(im));
    }

    Complex cos() {
        return new Complex(Math.cos(re) * Math.cosh(im), -Math.sin(re) * Math.sinh(im));
    }

    boolean isFinite() {
        return Double.isFinite(re) && Double.isFinite(im);
    }

    /** Whether it is finite and real to rounding. */
    boolean isReal() {
        return isFinite() && Math.abs(im) <= 1e-9 * Math.max(1, Math.abs(re));
    }
}

package org.acpo.common.verify.math;

import java.util.List;

/** An expression as it was written, before any simplification. */
sealed interface Expr {

    /** A number without a sign. */
    record Num(Rational value) implements Expr {}

    /** A variable or a constant, by name: {@code x}, {@code a_1}, {@code \pi}. */
    record Sym(String name) implements Expr {}

    record Neg(Expr operand) implements Expr {}

    /** One of {@code + - * / ^}. */
    record Op(char sign, Expr left, Expr right) implements Expr {}

    /** A named function: {@code sqrt}, {@code root} (radicand, index), {@code sin}, {@code abs}, {@code !} and others. */
    record Call(String function, List<Expr> arguments) implements Expr {}
}

package org.acpo.common.verify.math;

import java.util.List;

/** The shape of an answer above the level of expressions. */
sealed interface Form {

    /** A single expression; {@code text} is its cleaned spelling. */
    record Value(Expr expr, String text) implements Form {}

    record Percent(Form value) implements Form {}

    /** Words, or mathematics that the parser does not know; equal only by spelling. */
    record Text(String text) implements Form {}

    /** Several answers without brackets, in any order. */
    record Several(List<Form> items) implements Form {}

    /** Items in brackets: a tuple, an interval, or (with set braces) a set in any order. */
    record Bracketed(char open, char close, List<Form> items) implements Form {
        boolean isSet() {
            return open == Cleaner.SET_OPEN;
        }
    }

    /** What is in one set and not in another. */
    record Difference(Form from, Form without) implements Form {}

    /** A union, in any order. */
    record Union(List<Form> parts) implements Form {}

    /** Parts between colons; {@code text} is its cleaned spelling. */
    record Ratio(List<Form> parts, String text) implements Form {}

    record Matrix(List<List<Form>> rows) implements Form {}

    /** {@code name = value}; stands for its value where the other answer has no name. */
    record Named(String name, Form value, Form whole) implements Form {}

    /** Several relations that hold together, such as {@code 1 ≤ |x| ≤ 2}. */
    record Chain(List<Relation> relations) implements Form {}

    /** {@code left relation right}, the relation one of {@code = ≠ < ≤}, greater-than turned round. */
    record Relation(char relation, Expr left, Expr right) implements Form {}
}

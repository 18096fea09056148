package org.acpo.common.verify.math;

import java.util.Map;
import java.util.Set;

/** What the commands and words of an expression mean to the parser. */
final class Commands {
    /** Functions of one argument, which needs no brackets. */
    static final Set<String> FUNCTIONS = Set.of(
            "\\sin",
            "\\cos",
            "\\tan",
            "\\cot",
            "\\sec",
            "\\csc",
            "\\cis",
            "\\tg",
            "\\ctg",
            "\\arctg",
            "\\arcsin",
            "\\arccos",
            "\\arctan",
            "\\sinh",
            "\\cosh",
            "\\tanh",
            "\\ln",
            "\\lg",
            "\\log",
            "\\exp",
            "\\abs");

    /** Functions of any number of arguments in brackets. */
    static final Set<String> VARIADIC = Set.of("\\gcd", "\\lcm", "\\max", "\\min");

    /** Commands that stand for no value. */
    static final Set<String> NOT_SYMBOLS = Set.of(
            "\\begin",
            "\\end",
            "\\int",
            "\\lim",
            "\\to",
            "\\cap",
            "\\setminus",
            "\\mid",
            "\\dots",
            "\\ldots",
            "\\cdots",
            "\\text",
            "\\boxed",
            "\\overline",
            "\\forall",
            "\\exists",
            "\\det",
            "\\rfloor",
            "\\rceil");

    /** Words that mean a command when they stand without a backslash. */
    static final Set<String> WORDS = Set.of(
            "sqrt", "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh",
            "tg", "ctg", "arctg", "log", "ln", "lg", "exp", "pi", "abs", "gcd", "lcm", "max", "min");

    /** Functions by another name. */
    static final Map<String, String> ALIASES =
            Map.of("\\lg", "log", "\\tg", "tan", "\\ctg", "cot", "\\arctg", "arctan");

    private Commands() {}
}

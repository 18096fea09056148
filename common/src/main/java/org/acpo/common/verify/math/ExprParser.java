package org.acpo.common.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.acpo.common.verify.math.Lexer.Kind;
import org.acpo.common.verify.math.Lexer.Token;

/**
 * Parses a cleaned expression, plain or LaTeX, by recursive descent. Multiplication may be left out, a whole number
 * before a fraction of numbers makes a mixed number, and one-character arguments need no braces ({@code \frac12}).
 */
final class ExprParser {
    private static final int MAX_DEPTH = 60;
    private static final int MAX_LENGTH = 2_000;
    private static final int MAX_FACTORIALS = 4;

    private static final Expr MINUS_ONE = new Expr.Neg(new Expr.Num(Rational.ONE));

    private final List<Token> tokens;
    private int at;
    private int depth;

    private ExprParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The expression, or empty if {@code text} is not one. */
    static Optional<Expr> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return Lexer.tokens(text).flatMap(tokens -> new ExprParser(tokens).whole());
    }

    /** Leaves the descent; caught in {@link #whole} alone. */
    private static final class NotAnExpression extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotAnExpression() {
            super(null, null, false, false);
        }
    }

    private Optional<Expr> whole() {
        try {
            Expr expr = sum();
            return peek().kind() == Kind.END ? Optional.of(expr) : Optional.empty();
        } catch (NotAnExpression e) {
            return Optional.empty();
        }
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = peek();
        at += token.kind() == Kind.END ? 0 : 1;
        return token;
    }

    private boolean accept(String sign) {
        if (peek().is(sign)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String sign) {
        if (!accept(sign)) {
            throw new NotAnExpression();
        }
    }

    private Expr sum() {
        if (++depth > MAX_DEPTH) {
            throw new NotAnExpression();
        }
        Expr left = product();
        while (peek().is("+") || peek().is("-")) {
            char sign = next().text().charAt(0);
            left = new Expr.Op(sign, left, product());
        }
        depth--;
        return left;
    }

    private Expr product() {
        Expr left = signed();
        while (true) {
            if (accept("*")) {
                left = new Expr.Op('*', left, signed());
            } else if (accept("/")) {
                left = new Expr.Op('/', left, signed());
            } else if (startsFactor()) {
                left = adjacent(left);
            } else {
                return left;
            }
        }
    }

    /** What stands beside a factor without a sign: the fraction of a mixed number, or another factor. */
    private Expr adjacent(Expr left) {
        if (left instanceof Expr.Neg negative && negative.operand() instanceof Expr.Num) {
            return new Expr.Neg(adjacent(negative.operand()));
        }
        boolean number = peek().kind() == Kind.NUMBER;
        boolean whole = left instanceof Expr.Num n && n.value().isWhole();
        boolean afterFactorial = tokens.get(at - 1).is("!");
        if (number
                && !afterFactorial
                && !(whole && peek().spaced() && tokens.get(at + 1).is("/"))) {
            throw new NotAnExpression();
        }
        boolean fraction = peek().is("\\frac");
        Expr right = power();
        if (number && !afterFactorial && accept("/")) {
            return new Expr.Op('+', left, new Expr.Op('/', right, power()));
        }
        boolean proper = right instanceof Expr.Op op && op.left() instanceof Expr.Num && op.right() instanceof Expr.Num;
        return new Expr.Op(whole && fraction && proper ? '+' : '*', left, right);
    }

    private boolean startsFactor() {
        Token token = peek();
        return switch (token.kind()) {
            case NUMBER, NAME -> true;
            case COMMAND -> !Commands.NOT_SYMBOLS.contains(token.text());
            case SIGN -> token.is("(") || token.is("{") || token.is("[");
            case END -> false;
        };
    }

    private Expr signed() {
        if (accept("-")) {
            return new Expr.Neg(nested(this::signed));
        }
        return accept("+") ? nested(this::signed) : power();
    }

    private Expr nested(Supplier<Expr> part) {
        if (++depth > MAX_DEPTH) {
            throw new NotAnExpression();
        }
        Expr expr = part.get();
        depth--;
        return expr;
    }

    private Expr power() {
        Expr base = atom();
        for (int signs = 0; accept("!"); signs++) {
            if (signs == MAX_FACTORIALS) {
                throw new NotAnExpression();
            }
            base = new Expr.Call("!", List.of(base));
        }
        return accept("^") ? new Expr.Op('^', base, nested(this::exponent)) : base;
    }

    private Expr exponent() {
        if (accept("-")) {
            return new Expr.Neg(nested(this::exponent));
        }
        return peek().is("{") ? argument() : power();
    }

    private Expr atom() {
        Token token = next();
        return switch (token.kind()) {
            case NUMBER -> new Expr.Num(Rational.parse(token.text()));
            case NAME -> token.text().equals("C") && peek().is("(") ? combinations() : symbol(token.text());
            case COMMAND -> command(token.text());
            case SIGN -> bracketed(token.text());
            case END -> throw new NotAnExpression();
        };
    }

    /** {@code C(n, k)}, unless it is C times what is in the brackets. */
    private Expr combinations() {
        next();
        List<Expr> arguments = arguments();
        if (arguments.size() == 2) {
            return new Expr.Call("binom", arguments);
        }
        if (arguments.size() != 1) {
            throw new NotAnExpression();
        }
        return new Expr.Op('*', new Expr.Sym("C"), arguments.get(0));
    }

    private Expr bracketed(String open) {
        String close = switch (open) {
            case "(" -> ")";
            case "{" -> "}";
            case "[" -> "]";
            case "|" -> "|";
            default -> throw new NotAnExpression();
        };
        Expr inside = sum();
        expect(close);
        return open.equals("|") ? new Expr.Call("abs", List.of(inside)) : inside;
    }

    private Expr symbol(String name) {
        StringBuilder full = new StringBuilder(name);
        if (accept("_")) {
            full.append('_').append(subscript());
        }
        while (accept("'")) {
            full.append('\'');
        }
        return new Expr.Sym(full.toString());
    }

    private String subscript() {
        if (!accept("{")) {
            Token token = next();
            if (token.kind() == Kind.END) {
                throw new NotAnExpression();
            }
            return token.text();
        }
        StringBuilder inside = new StringBuilder();
        while (!peek().is("}")) {
            if (peek().kind() == Kind.END || peek().is("{")) {
                throw new NotAnExpression();
            }
            inside.append(next().text());
        }
        at++;
        return inside.toString();
    }

    private Expr command(String name) {
        if (Commands.FUNCTIONS.contains(name)) {
            return function(name);
        }
        if (Commands.VARIADIC.contains(name)) {
            expect("(");
            return new Expr.Call(name.substring(1), arguments());
        }
        if (Commands.NOT_SYMBOLS.contains(name)) {
            throw new NotAnExpression();
        }
        return switch (name) {
            case "\\frac" -> new Expr.Op('/', argument(), argument());
            case "\\binom" -> new Expr.Call("binom", List.of(argument(), argument()));
            case "\\sqrt" -> squareRoot();
            case "\\lfloor" -> rounded("floor", "\\rfloor");
            case "\\lceil" -> rounded("ceil", "\\rceil");
            case "\\sum", "\\prod" -> overRange(name.substring(1));
            default -> symbol(name);
        };
    }

    /** Expressions between commas, up to the closing bracket. */
    private List<Expr> arguments() {
        List<Expr> arguments = new ArrayList<>(List.of(sum()));
        while (accept(",")) {
            arguments.add(sum());
        }
        expect(")");
        return arguments;
    }

    private Expr rounded(String function, String close) {
        Expr inside = sum();
        expect(close);
        return new Expr.Call(function, List.of(inside));
    }

    /** {@code \sum_{k=1}^{n} body}: index, first, last, body. */
    private Expr overRange(String function) {
        expect("_");
        expect("{");
        Expr index = symbol(next().text());
        expect("=");
        Expr first = sum();
        expect("}");
        expect("^");
        Expr last = argument();
        return new Expr.Call(function, List.of(index, first, last, nested(this::product)));
    }

    private Expr squareRoot() {
        if (accept("[")) {
            Expr index = sum();
            expect("]");
            return new Expr.Call("root", List.of(argument(), index));
        }
        return new Expr.Call("sqrt", List.of(argument()));
    }

    /** {@code \sin^2 x}, {@code \log_2 8}, {@code \ln(x)}: the power belongs to the value, the subscript is the base. */
    private Expr function(String name) {
        Expr base = name.equals("\\log") && accept("_") ? argument() : new Expr.Num(Rational.of(10));
        Expr exponent = accept("^") ? nested(this::exponent) : null;
        Expr argument = peek().is("(") || peek().is("{") ? atom() : nested(this::angle);
        String plain = Commands.ALIASES.getOrDefault(name, name.substring(1));
        if (MINUS_ONE.equals(exponent)) {
            return new Expr.Call("arc" + plain, List.of(argument));
        }
        Expr value = plain.equals("log")
                ? new Expr.Call("log", List.of(argument, base))
                : new Expr.Call(plain, List.of(argument));
        return exponent == null ? value : new Expr.Op('^', value, exponent);
    }

    /** What a function without brackets applies to: a product that ends before the next function. */
    private Expr angle() {
        Expr left = signed();
        while (true) {
            boolean sign = peek().is("*") || peek().is("/");
            if (isFunction(sign ? at + 1 : at) || !(sign || startsFactor())) {
                return left;
            }
            if (sign) {
                left = new Expr.Op(next().text().charAt(0), left, signed());
            } else {
                left = adjacent(left);
            }
        }
    }

    private boolean isFunction(int token) {
        return Commands.FUNCTIONS.contains(tokens.get(token).text());
    }

    /** A braced expression, or a single character: in {@code \frac12} the digits are two arguments. */
    private Expr argument() {
        Token token = peek();
        if (token.kind() == Kind.NUMBER && token.text().length() > 1) {
            tokens.set(at, new Token(Kind.NUMBER, token.text().substring(1), false));
            return new Expr.Num(Rational.parse(token.text().substring(0, 1)));
        }
        return nested(this::atom);
    }
}

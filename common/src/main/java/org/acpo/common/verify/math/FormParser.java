package org.acpo.common.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the form of a cleaned answer, from the loosest separators (lists) down to single expressions. */
final class FormParser {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_NAME = 80;
    private static final Pattern CONDITION =
            Pattern.compile("[a-z](?:\\s*,\\s*[a-z])*\\s*∈\\s*(?:[ZNQR]|ℝ)(?:\\^?[+*])?");
    /** A set of real numbers given by a condition: {@code ⦃x ∈ ℝ | x > 3⦄}. */
    private static final Pattern BUILDER =
            Pattern.compile("⦃\\s*[a-z]\\s*(?:∈\\s*(?:R|ℝ)\\s*)?(?:\\||:|\\\\mid(?![a-z]))\\s*([^⦃⦄]*[<>≤≥≠][^⦃⦄]*)⦄");

    private static final Pattern COLUMN =
            Pattern.compile("([(\\[].*,.*[)\\]])\\s*\\^\\s*\\{?\\s*(?:T|\\\\top|\\\\intercal)\\s*\\}?");

    private static final Pattern NAME = Pattern.compile(
            "\\|?(?:\\\\[a-zA-Z]+|[a-zA-Z]{1,4})(?:_(?:\\{[^{}]*\\}|\\w))?'*(?:\\^\\{?-1\\}?)?(?:\\([^()]*\\))?\\|?");
    private static final Pattern NAMES = Pattern.compile(
            "\\(?" + NAME + "(?:\\s*[,:/]\\s*" + NAME + ")*\\)?" + "|\\\\frac\\{[a-zA-Z]{1,4}\\}\\{[a-zA-Z]{1,4}\\}");
    private static final String RELATIONS = "=≠<≤>≥";

    private FormParser() {}

    /** The form of a cleaned answer that is not blank. */
    static Form parse(String text) {
        return parse(text, 0);
    }

    private static Form parse(String raw, int depth) {
        String text = raw.strip();
        while (Split.isWrapped(text) && text.charAt(0) == '{') {
            text = text.substring(1, text.length() - 1).strip();
        }
        if (depth > MAX_DEPTH) {
            return new Form.Text(text);
        }
        Optional<Form> matrix = Matrices.parse(text, item -> parse(item, MAX_DEPTH - 1));
        if (matrix.isPresent()) {
            return matrix.get();
        }
        List<String> items = list(text);
        if (items.size() > 1) {
            return new Form.Several(excluded(forms(items, depth)));
        }
        return single(items.isEmpty() ? text : items.get(0), depth);
    }

    /** {@code x ≠ 1, 2} leaves out both. */
    private static List<Form> excluded(List<Form> items) {
        boolean values = items.stream().skip(1).allMatch(Form.Value.class::isInstance);
        if (!values || !(items.get(0) instanceof Form.Relation first) || first.relation() != '≠') {
            return items;
        }
        List<Form> relations = new ArrayList<>(List.of(first));
        items.stream()
                .skip(1)
                .map(item -> new Form.Relation('≠', first.left(), ((Form.Value) item).expr()))
                .forEach(relations::add);
        return relations;
    }

    private static List<Form> forms(List<String> texts, int depth) {
        return texts.stream().map(item -> parse(item, depth + 1)).toList();
    }

    /** Items between commas, semicolons and the words "and" and "or", which may touch what is no small letter. */
    private static List<String> list(String text) {
        return Split.by(text, i -> separator(text, i)).stream()
                .filter(item -> !item.isEmpty() && !CONDITION.matcher(item).matches())
                .toList();
    }

    private static int separator(String text, int i) {
        char c = text.charAt(i);
        if (c == ',' || c == ';') {
            return 1;
        }
        int length = text.startsWith("and", i) ? 3 : text.startsWith("or", i) ? 2 : 0;
        boolean before = i > 0 && !Character.isLetter(text.charAt(i - 1)) && text.charAt(i - 1) != '\\';
        boolean after = i + length < text.length() && !Character.isLowerCase(text.charAt(i + length));
        return before && after ? length : 0;
    }

    private static Form single(String text, int depth) {
        List<String> approximate = Split.at(text, "≈");
        if (approximate.size() > 1) {
            boolean named = approximate.get(0).isEmpty() || isName(approximate.get(0));
            return single(approximate.get(named ? 1 : 0), depth);
        }
        List<String> member = Split.at(text, "∈");
        if (member.size() == 2 && isName(member.get(0))) {
            return parse(member.get(1), depth + 1);
        }
        List<String> union = Split.at(text, "∪");
        if (union.size() > 1) {
            return new Form.Union(forms(union, depth));
        }
        List<String> difference = Split.at(text, "∖");
        if (difference.size() == 2) {
            return new Form.Difference(parse(difference.get(0), depth + 1), parse(difference.get(1), depth + 1));
        }
        List<String> sides = Split.at(text, RELATIONS);
        if (sides.size() > 1) {
            return relation(text, sides, depth);
        }
        if (text.contains("±") || text.contains("∓")) {
            String upper = text.replace('±', '+').replace('∓', '-');
            String lower = text.replace('±', '-').replace('∓', '+');
            return new Form.Several(forms(List.of(upper, lower), depth));
        }
        return atom(text, depth);
    }

    private static Form relation(String text, List<String> sides, int depth) {
        StringBuilder signs = new StringBuilder();
        Split.by(text, i -> {
            if (RELATIONS.indexOf(text.charAt(i)) >= 0) {
                signs.append(text.charAt(i));
                return 1;
            }
            return 0;
        });
        String first = sides.get(0);
        String last = sides.get(sides.size() - 1);
        boolean equations = signs.chars().allMatch(c -> c == '=');
        if (equations && (isName(first) || sides.size() > 2)) {
            Form whole = sides.size() == 2 ? compare('=', first, last, text) : new Form.Text(text);
            return new Form.Named(first, parse(last, depth + 1), whole);
        }
        if (equations && isNumber(first)) {
            return isName(last)
                    ? new Form.Named(last, parse(first, depth + 1), compare('=', first, last, text))
                    : isNumber(last.replace("%", "")) ? parse(last, depth + 1) : compare('=', first, last, text);
        }
        if (sides.size() == 3 && isName(sides.get(1)) && !sides.get(1).contains("|")) {
            return interval(text, sides, signs, depth);
        }
        return sides.size() == 2 ? compare(signs.charAt(0), first, last, text) : chain(text, sides, signs);
    }

    /** {@code a < x ≤ b} as the interval (a, b]. */
    private static Form interval(String text, List<String> sides, CharSequence signs, int depth) {
        boolean rising = "<≤".indexOf(signs.charAt(0)) >= 0 && "<≤".indexOf(signs.charAt(1)) >= 0;
        boolean falling = ">≥".indexOf(signs.charAt(0)) >= 0 && ">≥".indexOf(signs.charAt(1)) >= 0;
        if (!rising && !falling) {
            return new Form.Text(text);
        }
        int low = rising ? 0 : 1;
        char open = "≤≥".indexOf(signs.charAt(low)) >= 0 ? '[' : '(';
        char close = "≤≥".indexOf(signs.charAt(1 - low)) >= 0 ? ']' : ')';
        List<String> ends = List.of(sides.get(rising ? 0 : 2), sides.get(rising ? 2 : 0));
        return new Form.Bracketed(open, close, forms(ends, depth));
    }

    private static Form chain(String text, List<String> sides, CharSequence signs) {
        List<Form.Relation> relations = new ArrayList<>();
        for (int i = 0; i + 1 < sides.size(); i++) {
            if (!(compare(signs.charAt(i), sides.get(i), sides.get(i + 1), text) instanceof Form.Relation relation)) {
                return new Form.Text(text);
            }
            relations.add(relation);
        }
        return new Form.Chain(relations);
    }

    private static Form compare(char sign, String left, String right, String text) {
        Optional<Expr> a = ExprParser.parse(left);
        Optional<Expr> b = ExprParser.parse(right);
        if (a.isEmpty() || b.isEmpty()) {
            return new Form.Text(text);
        }
        return switch (sign) {
            case '>' -> new Form.Relation('<', b.get(), a.get());
            case '≥' -> new Form.Relation('≤', b.get(), a.get());
            default -> new Form.Relation(sign, a.get(), b.get());
        };
    }

    /** A vector is the same as a row and as a column. */
    private static String untransposed(String text) {
        Matcher column = COLUMN.matcher(text);
        return column.matches() && Split.isWrapped(column.group(1)) ? column.group(1) : text;
    }

    private static Form atom(String spelled, int depth) {
        String text = spelled.indexOf('^') > 0 ? untransposed(spelled) : spelled;
        if (Split.isWrapped(text)) {
            Matcher builder = BUILDER.matcher(text);
            if (builder.matches()) {
                return parse(builder.group(1), depth + 1);
            }
            List<String> items = list(text.substring(1, text.length() - 1));
            boolean set = text.charAt(0) == Cleaner.SET_OPEN;
            if (set && items.isEmpty()) {
                return new Form.Text("∅");
            }
            if (items.size() > 1 || set) {
                return new Form.Bracketed(text.charAt(0), text.charAt(text.length() - 1), forms(items, depth));
            }
            if (items.size() == 1 && text.charAt(0) == '(' && text.endsWith(")")) {
                return parse(items.get(0), depth + 1);
            }
        }
        if (text.endsWith("%")) {
            return new Form.Percent(parse(text.substring(0, text.length() - 1), depth + 1));
        }
        Function<Expr, Form> value = expr -> new Form.Value(expr, text);
        List<String> ratio = Split.at(text, ":");
        if (ratio.size() > 1) {
            return new Form.Ratio(forms(ratio, depth), text);
        }
        if (isWord(text)) {
            return new Form.Text(text);
        }
        return ExprParser.parse(text).map(value).orElseGet(() -> new Form.Text(text));
    }

    /** An expression of numbers: what follows {@code 3 + 4 =} is its value. */
    private static boolean isNumber(String text) {
        return ExprParser.parse(text)
                .filter(expr -> !Numeric.hasVariables(expr))
                .isPresent();
    }

    private static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAMES.matcher(text).matches();
    }

    /** Two or more letters in a row are a word, or a product of names: spelling decides either way. Not so functions. */
    private static boolean isWord(String text) {
        return text.length() > 1
                && text.chars().allMatch(c -> Character.isLetter(c) || c == ' ')
                && Stream.of(text.split(" ")).noneMatch(Commands.WORDS::contains);
    }
}

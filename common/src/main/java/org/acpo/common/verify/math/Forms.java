package org.acpo.common.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/** Equality of answers by their forms. Symmetric. */
final class Forms {
    private static final Pattern WORDS = Pattern.compile("\\p{L}{2}[\\p{L}'’.-]*|\\p{L}[\\p{L}'’.-]*\\p{L}{2}");
    private static final Pattern SUBSCRIPT = Pattern.compile("_(?:\\{[^{}]*\\}|\\w)");
    private static final Pattern SHORT_WORD = Pattern.compile("[a-z]{2,4}");

    private Forms() {}

    static boolean equal(Form a, Form b) {
        Effort.take(1);
        if (a instanceof Form.Named || b instanceof Form.Named) {
            return named(a, b);
        }
        if (a instanceof Form.Percent || b instanceof Form.Percent) {
            return percent(a, b);
        }
        if (a instanceof Form.Value x && b instanceof Form.Value y) {
            return sameSpelling(x.text(), y.text()) || Exprs.equal(x, y);
        }
        if (a instanceof Form.Relation x && b instanceof Form.Relation y) {
            return Exprs.equal(x, y);
        }
        if (a instanceof Form.Ratio || b instanceof Form.Ratio) {
            return ratios(a, b);
        }
        if (a instanceof Form.Matrix || b instanceof Form.Matrix) {
            boolean matrices = a instanceof Form.Matrix && b instanceof Form.Matrix;
            List<List<Form>> x = rows(a, !matrices);
            return !x.isEmpty() && pairwise(x, rows(b, !matrices), Forms::inOrder);
        }
        if (isCollection(a) && isCollection(b)) {
            return collections(a, b);
        }
        Form x = only(a);
        Form y = only(b);
        if (x != a || y != b) {
            return equal(x, y);
        }
        boolean spelled = (a instanceof Form.Text || b instanceof Form.Text) && sameSpelling(spelling(a), spelling(b));
        return spelled || sets(a, b) || sameProduct(a, b) || sameProduct(b, a);
    }

    /** The one item of a set that has no other, as solution sets are also given by their one solution. */
    private static Form only(Form form) {
        boolean one =
                form instanceof Form.Bracketed set && set.isSet() && set.items().size() == 1;
        return one ? ((Form.Bracketed) form).items().get(0) : form;
    }

    /** A few letters in a row, such as {@code xy}, are a product where the other answer is one. */
    private static boolean sameProduct(Form word, Form product) {
        return word instanceof Form.Text text
                && product instanceof Form.Value value
                && SHORT_WORD.matcher(text.text()).matches()
                && ExprParser.parse(text.text())
                        .filter(expr -> Exprs.equal(new Form.Value(expr, text.text()), value))
                        .isPresent();
    }

    /** Unions in any order, and sets of real numbers however they are described. */
    private static boolean sets(Form a, Form b) {
        if (a instanceof Form.Union && b instanceof Form.Union && anyOrder(items(a), items(b))) {
            return true;
        }
        if (RealSet.mayBePairs(a) && RealSet.mayBePairs(b)) {
            return false;
        }
        Set<String> names = RealSet.variables(List.of(a));
        Set<String> others = RealSet.variables(List.of(b));
        if (!names.isEmpty() && !others.isEmpty() && !names.equals(others)) {
            return false;
        }
        Optional<RealSet> x = RealSet.of(a);
        return x.isPresent() && RealSet.of(b).filter(x.get()::isSame).isPresent();
    }

    /** The same parts; or parts in proportion, also to a fraction, unless it may be a time of day. */
    private static boolean ratios(Form a, Form b) {
        if (a instanceof Form.Ratio x && b instanceof Form.Ratio y) {
            boolean scales = !Conventions.isClock(x.text()) && !Conventions.isClock(y.text());
            return inOrder(x.parts(), y.parts()) || (scales && inProportion(x.parts(), y.parts()));
        }
        Form.Ratio ratio = a instanceof Form.Ratio x ? x : (Form.Ratio) b;
        Form other = a instanceof Form.Ratio ? b : a;
        return !Conventions.isClock(ratio.text())
                && ratio.parts().size() == 2
                && ratio.parts().get(0) instanceof Form.Value top
                && ratio.parts().get(1) instanceof Form.Value bottom
                && equal(new Form.Value(new Expr.Op('/', top.expr(), bottom.expr()), ratio.text()), other);
    }

    private static boolean inProportion(List<Form> a, List<Form> b) {
        boolean same = a.size() == b.size();
        for (int i = 1; same && i < a.size(); i++) {
            same = a.get(0) instanceof Form.Value x0
                    && a.get(i) instanceof Form.Value x
                    && b.get(0) instanceof Form.Value y0
                    && b.get(i) instanceof Form.Value y
                    && Exprs.equal(product(x0, y), product(x, y0));
        }
        return same;
    }

    private static Form.Value product(Form.Value a, Form.Value b) {
        return new Form.Value(new Expr.Op('*', a.expr(), b.expr()), "(" + a.text() + ")(" + b.text() + ")");
    }

    /**
     * Rows of a matrix, of a list of lists, or of a vector, which is a column.
     *
     * @param column whether a single row is to be a column as well
     */
    private static List<List<Form>> rows(Form form, boolean column) {
        if (form instanceof Form.Matrix matrix) {
            boolean turn = column && matrix.rows().size() == 1;
            return turn ? matrix.rows().get(0).stream().map(List::of).toList() : matrix.rows();
        }
        if (!(form instanceof Form.Bracketed bracketed) || bracketed.isSet()) {
            return List.of();
        }
        List<List<Form>> rows = new ArrayList<>();
        for (Form item : bracketed.items()) {
            rows.add(item instanceof Form.Bracketed row && row.open() == '[' ? row.items() : List.of(item));
        }
        return rows;
    }

    /** Equal but for white space outside of numbers, brackets around a letter, and, in words, the case of letters. */
    static boolean sameSpelling(String a, String b) {
        String x = squeeze(a);
        String y = squeeze(b);
        boolean words = x.length() > 1 && WORDS.matcher(x).matches();
        return !x.isEmpty() && (x.equals(y) || (words && x.equalsIgnoreCase(y)));
    }

    private static String squeeze(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        boolean gap = false;
        for (char c : text.toCharArray()) {
            if (Character.isWhitespace(c)) {
                gap = true;
                continue;
            }
            if (gap && !kept.isEmpty() && Character.isDigit(c) && Character.isDigit(kept.charAt(kept.length() - 1))) {
                kept.append(' ');
            }
            kept.append(c);
            gap = false;
        }
        boolean choice = kept.length() == 3 && kept.charAt(0) == '(' && kept.charAt(2) == ')';
        return choice ? kept.substring(1, 2) : kept.toString();
    }

    private static String spelling(Form form) {
        if (form instanceof Form.Text text) {
            return text.text();
        }
        return form instanceof Form.Value value ? value.text() : "";
    }

    /** A name must be the same one if both have it; if only one has, its value is compared. */
    private static boolean named(Form a, Form b) {
        if (a instanceof Form.Named x && b instanceof Form.Named y) {
            return (sameName(x.name(), y.name()) && equal(x.value(), y.value())) || equal(x.whole(), y.whole());
        }
        if (a instanceof Form.Named x) {
            return equal(x.value(), b) || (b instanceof Form.Relation && equal(x.whole(), b));
        }
        Form.Named y = (Form.Named) b;
        return equal(a, y.value()) || (a instanceof Form.Relation && equal(a, y.whole()));
    }

    /** {@code x_1} is an x, but not {@code x_2}. */
    private static boolean sameName(String a, String b) {
        String x = head(a);
        String y = head(b);
        return x.equals(y) || x.equals(family(y)) || y.equals(family(x));
    }

    /** A name without its subscript. */
    private static String family(String name) {
        return SUBSCRIPT.matcher(name).replaceAll("");
    }

    /** A function's name without its argument, which may be called anything. */
    private static String head(String name) {
        int open = name.indexOf('(');
        return squeeze(open > 0 ? name.substring(0, open) : name).toLowerCase(Locale.ROOT);
    }

    /** 10% is written for 10 percent, for 10 where the question asks for percent, and for 0.1. */
    private static boolean percent(Form a, Form b) {
        if (a instanceof Form.Percent x && b instanceof Form.Percent y) {
            return equal(x.value(), y.value());
        }
        Form inside = a instanceof Form.Percent x ? x.value() : ((Form.Percent) b).value();
        Form other = a instanceof Form.Percent ? b : a;
        return equal(inside, other) || (inside instanceof Form.Value value && equal(hundredth(value), other));
    }

    private static Form hundredth(Form.Value value) {
        Expr hundred = new Expr.Num(Rational.of(100));
        return new Form.Value(new Expr.Op('/', value.expr(), hundred), "(" + value.text() + ")/100");
    }

    private static boolean isCollection(Form form) {
        return form instanceof Form.Several || form instanceof Form.Bracketed;
    }

    private static boolean collections(Form a, Form b) {
        List<Form> x = items(a);
        List<Form> y = items(b);
        if (a instanceof Form.Bracketed p && b instanceof Form.Bracketed q) {
            boolean sets = p.isSet() && q.isSet();
            return p.open() == q.open() && p.close() == q.close() && (sets ? anyOrder(x, y) : inOrder(x, y));
        }
        boolean ordered = isTuple(a) || isTuple(b) || isSystem(x) != isSystem(y);
        return (ordered ? inOrder(x, y) : anyOrder(x, y)) || (!(isTuple(a) && isTuple(b)) && sets(a, b));
    }

    private static boolean isTuple(Form form) {
        return form instanceof Form.Bracketed bracketed && !bracketed.isSet();
    }

    /** Values of different unknowns, as in {@code x = 1, y = 2}: without the names their order is what tells them. */
    private static boolean isSystem(List<Form> items) {
        return items.stream()
                        .filter(Form.Named.class::isInstance)
                        .map(item -> family(head(((Form.Named) item).name())))
                        .distinct()
                        .count()
                > 1;
    }

    private static List<Form> items(Form form) {
        if (form instanceof Form.Union union) {
            return union.parts();
        }
        return form instanceof Form.Several several ? several.items() : ((Form.Bracketed) form).items();
    }

    private static boolean inOrder(List<Form> a, List<Form> b) {
        return pairwise(a, b, Forms::equal);
    }

    private static <T> boolean pairwise(List<T> a, List<T> b, BiPredicate<T, T> same) {
        boolean equal = a.size() == b.size();
        for (int i = 0; equal && i < a.size(); i++) {
            equal = same.test(a.get(i), b.get(i));
        }
        return equal;
    }

    private static boolean anyOrder(List<Form> a, List<Form> b) {
        if (a.size() != b.size()) {
            return false;
        }
        List<Form> left = new ArrayList<>(b);
        for (Form item : a) {
            int found = 0;
            while (found < left.size() && !equal(item, left.get(found))) {
                found++;
            }
            if (found == left.size()) {
                return false;
            }
            left.remove(found);
        }
        return true;
    }
}

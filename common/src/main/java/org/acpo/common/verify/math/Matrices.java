package org.acpo.common.verify.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Matrices, their sums and multiples, and determinants. */
final class Matrices {
    private static final int MAX_DETERMINANT = 5;
    private static final Pattern MATRIX = Pattern.compile(
            "\\\\begin\\{([pbvBV]?(?:small)?matrix|array)\\}(?:\\{[^}]*\\})?((?:(?!\\\\begin|\\\\end).)*)\\\\end\\{\\1\\}",
            Pattern.DOTALL);
    private static final Pattern BRACKETED =
            Pattern.compile("([(\\[|])\\s*(\\\\begin\\{array\\}.*\\\\end\\{array\\})\\s*([)\\]|])", Pattern.DOTALL);
    private static final Pattern TURNED =
            Pattern.compile("(.*)\\^\\s*\\{?\\s*(?:T|\\\\top|\\\\intercal)\\s*\\}?\\s*", Pattern.DOTALL);
    private static final Pattern SIGN = Pattern.compile("\\s*([-+]?)\\s*(.*?)\\s*\\*?\\s*", Pattern.DOTALL);

    private Matrices() {}

    /**
     * The matrix or determinant that a cleaned answer is, or empty.
     *
     * @param entries reads an entry
     */
    static Optional<Form> parse(String text, Function<String, Form> entries) {
        if (!text.contains("\\begin")) {
            return Optional.empty();
        }
        Matcher turned = TURNED.matcher(text);
        if (turned.matches()) {
            return parse(turned.group(1), entries)
                    .filter(Form.Matrix.class::isInstance)
                    .map(form -> transposed((Form.Matrix) form));
        }
        Matcher bracketed = BRACKETED.matcher(text);
        boolean bars = bracketed.matches() && bracketed.group(1).equals("|");
        String inside = bracketed.matches() ? bracketed.group(2) : text;
        boolean det = bars || inside.startsWith("\\det") || inside.startsWith("\\begin{vmatrix}");
        String sum = inside.startsWith("\\det") ? inside.substring("\\det".length()) : inside;
        Form.Matrix total = sum(sum, entries);
        if (total == null) {
            return Optional.empty();
        }
        return det ? determinant(total, text) : Optional.of(total);
    }

    private static Form transposed(Form.Matrix matrix) {
        List<List<Form>> rows = new ArrayList<>();
        for (int column = 0; column < matrix.rows().get(0).size(); column++) {
            List<Form> row = new ArrayList<>();
            for (List<Form> old : matrix.rows()) {
                row.add(column < old.size() ? old.get(column) : new Form.Text(""));
            }
            rows.add(row);
        }
        return new Form.Matrix(rows);
    }

    /** Matrices with a sign and a factor before each; null if anything else stands there. */
    private static Form.@Nullable Matrix sum(String text, Function<String, Form> entries) {
        Matcher matcher = MATRIX.matcher(text);
        Form.Matrix total = null;
        int end = 0;
        while (matcher.find()) {
            Matcher sign = SIGN.matcher(text.substring(end, matcher.start()));
            Form.Matrix term = matrix(matcher.group(2), entries);
            if (!sign.matches() || (total != null && sign.group(1).isEmpty())) {
                return null;
            }
            if (!sign.group(1).isEmpty() || !sign.group(2).isEmpty()) {
                term = scaled(term, sign.group(1), sign.group(2));
            }
            total = total == null || term == null ? term : added(total, term);
            if (total == null) {
                return null;
            }
            end = matcher.end();
        }
        return text.substring(end).isBlank() ? total : null;
    }

    private static Form.Matrix matrix(String body, Function<String, Form> entries) {
        List<List<Form>> rows = new ArrayList<>();
        for (String row : body.split(String.valueOf(Cleaner.ROW_END))) {
            if (!row.isBlank()) {
                rows.add(List.of(row.split("&", -1)).stream().map(entries).toList());
            }
        }
        return new Form.Matrix(rows);
    }

    private static Form.@Nullable Matrix scaled(Form.Matrix matrix, String sign, String factor) {
        Expr size = ExprParser.parse(factor.isEmpty() ? "1" : factor).orElse(null);
        if (size == null) {
            return null;
        }
        Expr signed = sign.equals("-") ? new Expr.Neg(size) : size;
        List<List<Form>> rows = new ArrayList<>();
        for (List<Form> row : matrix.rows()) {
            List<Form> entries = new ArrayList<>();
            for (Form entry : row) {
                if (!(entry instanceof Form.Value value)) {
                    return null;
                }
                entries.add(value(new Expr.Op('*', signed, value.expr())));
            }
            rows.add(entries);
        }
        return new Form.Matrix(rows);
    }

    private static Form.@Nullable Matrix added(Form.Matrix a, Form.Matrix b) {
        List<List<Form>> rows = new ArrayList<>();
        for (int i = 0; i < a.rows().size(); i++) {
            List<Form> row = new ArrayList<>();
            if (b.rows().size() != a.rows().size()
                    || b.rows().get(i).size() != a.rows().get(i).size()) {
                return null;
            }
            for (int j = 0; j < a.rows().get(i).size(); j++) {
                if (!(a.rows().get(i).get(j) instanceof Form.Value x)
                        || !(b.rows().get(i).get(j) instanceof Form.Value y)) {
                    return null;
                }
                row.add(value(new Expr.Op('+', x.expr(), y.expr())));
            }
            rows.add(row);
        }
        return new Form.Matrix(rows);
    }

    private static Form value(Expr expr) {
        return new Form.Value(expr, expr.toString());
    }

    private static Optional<Form> determinant(Form.Matrix matrix, String text) {
        List<List<Expr>> rows = new ArrayList<>();
        for (List<Form> row : matrix.rows()) {
            List<Expr> entries = new ArrayList<>();
            for (Form entry : row) {
                if (!(entry instanceof Form.Value value)) {
                    return Optional.empty();
                }
                entries.add(value.expr());
            }
            rows.add(entries);
        }
        boolean square = rows.stream().allMatch(row -> row.size() == rows.size());
        return square && !rows.isEmpty() && rows.size() <= MAX_DETERMINANT
                ? Optional.of(new Form.Value(determinant(rows), text))
                : Optional.empty();
    }

    /** By expansion along the first row. */
    private static Expr determinant(List<List<Expr>> rows) {
        if (rows.size() == 1) {
            return rows.get(0).get(0);
        }
        Expr total = new Expr.Num(Rational.of(0));
        for (int column = 0; column < rows.size(); column++) {
            List<List<Expr>> minor = new ArrayList<>();
            for (List<Expr> row : rows.subList(1, rows.size())) {
                List<Expr> rest = new ArrayList<>(row);
                rest.remove(column);
                minor.add(rest);
            }
            Expr term = new Expr.Op('*', rows.get(0).get(column), determinant(minor));
            total = new Expr.Op(column % 2 == 0 ? '+' : '-', total, term);
        }
        return total;
    }
}

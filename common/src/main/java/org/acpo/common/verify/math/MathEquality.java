package org.acpo.common.verify.math;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether two answers are the same mathematics, however written: by spelling, then by exact arithmetic, by structure, and
 * last by values at several points. Pure and thread-safe.
 */
public final class MathEquality {
    private static final int MAX_LENGTH = 4_000;
    private static final Pattern THOUSANDS =
            Pattern.compile("(?<![\\d.,])\\d{1,3}(?:,(?:\\s0\\d\\d|\\d{3})){1,40}+(?![\\d,])"
                    + "|(?<![\\d.,/^_ ] ?)\\d{1,3}(?: \\d{3}){1,40}+(?![\\d,/ ])");
    /** A number with separators that no list would be: one of its entries would begin with 0. */
    private static final Pattern SURELY_THOUSANDS = Pattern.compile("-?\\d{1,3}(?:,\\d{3})*,0\\d\\d(?:,\\d{3})*");

    private static final Pattern DECIMAL_COMMA = Pattern.compile("-?(?:\\d+,(?:\\d{2}|\\d{4,})|0,\\d+)");

    private MathEquality() {}

    /** Why {@code text} cannot be a gold answer, to be read after "the answer", or null if it can. */
    public static @Nullable String fault(String text) {
        if (text.length() > MAX_LENGTH) {
            return "has " + text.length() + " characters, more than the " + MAX_LENGTH + " that are compared";
        }
        String clean = Cleaner.clean(text);
        if (clean.isBlank()) {
            return "is empty once layout, delimiters and units are gone";
        }
        return Split.isBalanced(clean) ? null : "has braces that do not match";
    }

    /** Whether {@code answer} equals {@code gold}; both are answers alone, without the prose around them. */
    public static boolean equal(String gold, String answer) {
        if (gold.length() > MAX_LENGTH || answer.length() > MAX_LENGTH) {
            return gold.strip().equals(answer.strip());
        }
        return Effort.within(() -> equalAnswers(gold, answer));
    }

    private static boolean equalAnswers(String gold, String answer) {
        Units.Quantity x = Cleaner.quantity(gold);
        Units.Quantity y = Cleaner.quantity(answer);
        x = y.unit() == null ? x : Measures.attached(x);
        y = x.unit() == null ? y : Measures.attached(y);
        if (x.text().isBlank() || y.text().isBlank()) {
            return false;
        }
        if (x.unit() != null && y.unit() != null && !x.unit().equals(y.unit())) {
            return sameQuantity(x, x.unit(), y, y.unit());
        }
        if ((x.unit() != null && y.isPercentage()) || (y.unit() != null && x.isPercentage())) {
            return false;
        }
        return equalTexts(NumberWords.digits(x.text()), NumberWords.digits(y.text())) || isAngle(x, y) || isAngle(y, x);
    }

    /** Of two quantities in different units. Of a temperature, "degrees" may be all that is said. */
    private static boolean sameQuantity(Units.Quantity x, Units.Unit a, Units.Quantity y, Units.Unit b) {
        boolean temperature = (a.equals(Units.DEGREE) && Units.isTemperature(b.dimension()))
                || (b.equals(Units.DEGREE) && Units.isTemperature(a.dimension()));
        return temperature ? equalTexts(x.text(), y.text()) : a.dimension().equals(b.dimension()) && sameAmount(x, y);
    }

    /** Whether a multiple of pi without a unit is the angle that the other says in degrees. */
    private static boolean isAngle(Units.Quantity degrees, Units.Quantity plain) {
        boolean comparable = Units.DEGREE.equals(degrees.unit())
                && plain.unit() == null
                && (plain.text().contains("\\pi") || plain.text().contains("π"));
        return comparable && sameAmount(degrees, new Units.Quantity(plain.text(), Units.RADIAN));
    }

    private static boolean equalTexts(String gold, String answer) {
        if (Forms.sameSpelling(gold, answer)) {
            return true;
        }
        Optional<Boolean> byConvention = Conventions.equal(gold, answer);
        if (byConvention.isPresent()) {
            return byConvention.get();
        }
        String labelled = Conventions.withoutLabel(gold);
        String other = Conventions.withoutLabel(answer);
        if ((labelled == null) != (other == null)) {
            return equalTexts(labelled == null ? gold : labelled, other == null ? answer : other);
        }
        List<Form> golds = readings(gold, answer);
        List<Form> answers = readings(answer, gold);
        return golds.stream().anyMatch(g -> answers.stream().anyMatch(a -> Forms.equal(g, a)));
    }

    /** Whether quantities in different units of one dimension are the same, such as 5 m and 500 cm. */
    private static boolean sameAmount(Units.Quantity a, Units.Quantity b) {
        return FormParser.parse(a.text()) instanceof Form.Value x
                && FormParser.parse(b.text()) instanceof Form.Value y
                && Exprs.equal(inBaseUnit(x, a.unit()), inBaseUnit(y, b.unit()));
    }

    private static Form.Value inBaseUnit(Form.Value value, Units.@Nullable Unit unit) {
        Expr factor = new Expr.Num(unit == null ? Rational.ONE : unit.factor());
        Expr size = unit != null && unit.timesPi() ? new Expr.Op('*', factor, new Expr.Sym("\\pi")) : factor;
        return new Form.Value(new Expr.Op('*', value.expr(), size), "(" + value.text() + ")");
    }

    /**
     * What commas may mean: separators of thousands, separators of a list, or (only where the other answer has a decimal
     * point and neither of those is likely) the decimal point.
     */
    private static List<Form> readings(String text, String other) {
        Set<String> spellings = new LinkedHashSet<>();
        if (text.indexOf('(') < 0 && text.indexOf('[') < 0 && text.indexOf(Cleaner.SET_OPEN) < 0) {
            spellings.add(THOUSANDS.matcher(text).replaceAll(m -> m.group().replaceAll("[, ]", "")));
        }
        if (!SURELY_THOUSANDS.matcher(text).matches()) {
            spellings.add(text);
        }
        if (DECIMAL_COMMA.matcher(text).matches() && other.contains(".")) {
            spellings.add(text.replace(',', '.'));
        }
        List<Form> forms = new ArrayList<>();
        spellings.forEach(spelling -> forms.add(FormParser.parse(spelling)));
        return forms;
    }
}

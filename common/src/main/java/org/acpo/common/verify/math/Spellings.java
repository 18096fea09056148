package org.acpo.common.verify.math;

import java.math.BigInteger;
import java.text.Normalizer;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings notations that the parser does not know into ones that it does: Unicode roots, fractions and powers, scientific
 * and repeating decimals, degrees inside trigonometric functions, systems of equations, words for numbers and sets. Runs
 * on an answer before its signs are replaced.
 */
final class Spellings {
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ";
    private static final String RAISED = "0123456789-+n";
    private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
    private static final Map<String, String> FRACTIONS = Map.ofEntries(
            Map.entry("½", "\\frac{1}{2}"),
            Map.entry("⅓", "\\frac{1}{3}"),
            Map.entry("⅔", "\\frac{2}{3}"),
            Map.entry("¼", "\\frac{1}{4}"),
            Map.entry("¾", "\\frac{3}{4}"),
            Map.entry("⅕", "\\frac{1}{5}"),
            Map.entry("⅙", "\\frac{1}{6}"),
            Map.entry("⅛", "\\frac{1}{8}"),
            Map.entry("⅜", "\\frac{3}{8}"),
            Map.entry("⅝", "\\frac{5}{8}"),
            Map.entry("⅞", "\\frac{7}{8}"));
    private static final Map<String, String> POWERS_OF_TEN =
            Map.of("hundred", "2", "thousand", "3", "million", "6", "billion", "9", "trillion", "12");

    private static final Pattern UNUSUAL = Pattern.compile("[^\\x00-\\x7f]");
    /** Bold, slanted and double-struck letters and digits. */
    private static final Pattern MATHEMATICAL = Pattern.compile("[\\x{1D400}-\\x{1D7FF}]+");

    private static final Pattern UNSEEN = Pattern.compile("[\\u200B-\\u200F\\u2060\\uFEFF]+");
    private static final Pattern FRACTION = Pattern.compile("[½⅓⅔¼¾⅕⅙⅛⅜⅝⅞]");
    private static final Pattern SUPERSCRIPT = Pattern.compile("[" + SUPERSCRIPTS + "]+");
    private static final Pattern SUBSCRIPT = Pattern.compile("[" + SUBSCRIPTS + "]+");
    private static final Pattern ROOT = Pattern.compile("√\\s*(\\d+(?:\\.\\d+)?|[a-zA-Zπ])");
    private static final Pattern SCIENTIFIC =
            Pattern.compile("(?<![\\w.\\\\{])(\\d+(?:\\.\\d+)?)[eE]([-+]?\\d{1,3})(?![\\w.])");
    private static final Pattern REPEATING =
            Pattern.compile("(?<![\\d.])(\\d{0,20})\\.(\\d{0,20})\\\\(?:overline|bar|dot)\\{?(\\d{1,20})\\}?");
    private static final Pattern ELLIPSIS =
            Pattern.compile("(?<![\\d.])(\\d{0,20})\\.(\\d{0,6}?)(\\d{1,6}?)\\3{2,8}\\s*(?:\\.\\.\\.|…|\\\\l?dots)");
    private static final Pattern CHOOSE =
            Pattern.compile("\\{\\s*([^{}]{1,40}?)\\s*\\\\choose\\s*([^{}]{1,40}?)\\s*\\}");
    private static final Pattern TIMES_TEN = Pattern.compile("(?<=\\d)\\s?x\\s?10\\s?(?=\\^)");
    private static final Pattern RECURRING =
            Pattern.compile("^\\s*(-?)(\\d{0,20})\\.(\\d{0,20})\\((\\d{1,20})\\)\\s*$");
    private static final Pattern PERCENT = Pattern.compile(
            "(?<=[\\d}])\\s*(?:\\\\(?:text|mathrm)\\s*\\{\\s*)?(?i:percent|per cent)(?![a-z])(?:\\s*\\})?");
    private static final Pattern PROPORTION = Pattern.compile("^\\s*(\\d{1,9}(?:\\.\\d{1,9})?)\\s*"
            + "(?:\\\\text\\s*\\{\\s*to\\s*\\}|to)\\s*(\\d{1,9}(?:\\.\\d{1,9})?)\\s*$");
    private static final Pattern ORDINAL = Pattern.compile("(?<=\\d)(?:\\^?\\s?\\\\(?:text|mathrm)\\{(?:st|nd|rd|th)\\}"
            + "|\\^\\{\\s?\\\\(?:text|mathrm)\\{(?:st|nd|rd|th)\\}\\s?\\}"
            + "|\\^\\{\\s?(?:st|nd|rd|th)\\s?\\}|(?:st|nd|rd|th)(?![a-z]))");
    private static final Pattern INFINITY = Pattern.compile("(?:\\\\text\\{\\s*)?\\b[Ii]nfinity\\b(?:\\s*\\})?");
    private static final Pattern CONJUGATE =
            Pattern.compile("\\\\(?:overline|bar)\\s*\\{?\\s*([a-zA-Z])\\s*\\}?(?![a-zA-Z])");
    private static final Pattern LESS = Pattern.compile("ℝ\\s*[-\\\\]\\s*(?=\\\\?\\{)");
    private static final Pattern STACKED = Pattern.compile(
            "^\\s*\\$?\\s*\\\\\\{\\s*\\\\begin\\{array\\}(?:\\{[^}]*\\})?(.*)\\\\end\\{array\\}\\s*\\$?\\s*$",
            Pattern.DOTALL);
    private static final Pattern MINUTES = Pattern.compile("(\\d{1,4})\\s*(?:\\^\\s*\\{?\\s*\\\\circ\\s*\\}?|°)\\s*"
            + "(\\d{1,2})\\s*(?:'|\\^\\s*\\{?\\s*\\\\prime\\s*\\}?|′)(?!')");
    private static final Pattern OVER =
            Pattern.compile("\\{\\s*([^{}]{1,80}?)\\s*\\\\over\\b\\s*([^{}]{1,80}?)\\s*\\}");
    private static final Pattern CIS = Pattern.compile("\\\\(?:text|operatorname|mathrm)\\s*\\{\\s*cis\\s*\\}");
    private static final Pattern BASE_WORD =
            Pattern.compile("_\\s*\\{?\\s*\\\\(?:text|mathrm|textrm)\\s*\\{\\s*([a-z]{3,9})\\s*\\}\\s*\\}?");
    private static final Pattern TRIGONOMETRIC = Pattern.compile("\\\\(?:cis|sin|cos|tan|cot|sec|csc)(?![a-z])");
    private static final Pattern DEGREES =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(?:\\^\\s*\\{?\\s*\\\\circ\\s*\\}?|°)");
    private static final Pattern TEMPERATURE = Pattern.compile(
            "(?:\\^\\s*\\{?\\s*\\\\circ\\s*\\}?|°)\\s*(?:\\\\(?:text|mathrm)\\s*\\{\\s*)?([CF])(?:\\s*\\})?\\s*(\\$?)$");
    private static final Pattern FIGURE = Pattern.compile(
            "\\\\(?:overline|overrightarrow|overleftrightarrow|vec|widehat|hat)\\s*\\{?\\s*([A-Za-z]{1,3})\\s*\\}?"
                    + "|\\\\(?:angle|triangle|measuredangle)\\s*(?=[A-Z])");
    private static final Pattern REALS = Pattern.compile(
            "\\\\(?:mathbb|mathbf)\\s*\\{?\\s*R\\s*\\}?|(?i:(?:the (?:set of )?)?all real(?: numbers?|s)|real numbers)");
    private static final Pattern NOTHING = Pattern.compile("(?i)(?:\\\\text\\s*\\{)?\\s*(?:there (?:is|are) )?"
            + "(?:no (?:real )?(?:solutions?|roots?)|(?:the )?empty set)\\s*\\}?\\.?");
    private static final Pattern MODULO =
            Pattern.compile("\\(?\\s*(?:\\\\p?b?mod|(?<![a-zA-Z\\\\])mod(?![a-z]))\\s*\\{?\\s*(\\d+)\\s*\\}?\\s*\\)?");
    private static final Pattern LARGE = Pattern.compile(
            "(\\d)\\s*(?:\\\\(?:text|mathrm)\\s*\\{\\s*)?(hundred|thousand|million|billion|trillion)(?:\\s*\\})?(?![a-z])");
    private static final Pattern SYSTEM =
            Pattern.compile("\\\\(?:begin|end)\\s*\\{(?:cases|aligned|align\\*?|gathered|split)\\}");
    private static final Pattern TURNED = Pattern.compile(
            "^(\\s*\\$?\\s*)([\\[\\]])([^\\[\\]()]{1,200}[,;][^\\[\\]()]{1,200})([\\[\\]])(\\s*\\$?\\s*)$");

    private Spellings() {}

    static String replace(String answer) {
        String text = answer;
        if (UNUSUAL.matcher(text).find()) {
            text = unicode(text);
        }
        text = numbers(text);
        if (text.indexOf('\\') >= 0 || text.indexOf('°') >= 0 || text.contains("mod")) {
            text = commands(text);
        }
        text = REALS.matcher(text).replaceAll("ℝ");
        text = INFINITY.matcher(text).replaceAll("∞");
        text = text.indexOf('ℝ') >= 0 ? LESS.matcher(text).replaceAll("ℝ∖") : text;
        text = NOTHING.matcher(text).matches() ? "∅" : text;
        Matcher turned = TURNED.matcher(text);
        return turned.matches() ? straight(turned) : text;
    }

    private static String unicode(String answer) {
        String text = FRACTION.matcher(answer)
                .replaceAll(m -> Matcher.quoteReplacement(FRACTIONS.getOrDefault(m.group(), "")));
        text = SUPERSCRIPT.matcher(text).replaceAll(m -> "^{" + translated(m.group(), SUPERSCRIPTS, RAISED) + "}");
        text = SUBSCRIPT.matcher(text).replaceAll(m -> "_{" + translated(m.group(), SUBSCRIPTS, RAISED) + "}");
        text = ROOT.matcher(text).replaceAll(m -> "\\\\sqrt{" + m.group(1) + "}");
        text = MATHEMATICAL.matcher(text).replaceAll(m -> Normalizer.normalize(m.group(), Normalizer.Form.NFKC));
        text = UNSEEN.matcher(text).replaceAll("");
        return text.replace("√", "\\sqrt").replace('！', '!');
    }

    private static String translated(String text, String from, String to) {
        StringBuilder translated = new StringBuilder();
        text.chars().forEach(c -> translated.append(to.charAt(from.indexOf(c))));
        return translated.toString();
    }

    private static String numbers(String answer) {
        String text = SCIENTIFIC.matcher(answer).replaceAll("$1*10^{$2}");
        text = TIMES_TEN.matcher(text).replaceAll("*10");
        text = RECURRING.matcher(text).replaceAll("$1$2.$3\\\\overline{$4}");
        text = PROPORTION.matcher(text).replaceAll("$1:$2");
        text = ORDINAL.matcher(text).replaceAll("");
        text = PERCENT.matcher(text).replaceAll("%");
        text = REPEATING.matcher(text).replaceAll(m -> Matcher.quoteReplacement(fraction(m)));
        text = ELLIPSIS.matcher(text).replaceAll(m -> Matcher.quoteReplacement(fraction(m)));
        return LARGE.matcher(text).replaceAll(m -> m.group(1) + "*10^{" + POWERS_OF_TEN.get(m.group(2)) + "}");
    }

    /** {@code 0.12(34)} is (1234 − 12) / 9900. */
    private static String fraction(MatchResult decimal) {
        String fixed = decimal.group(1) + decimal.group(2);
        BigInteger all = new BigInteger(fixed + decimal.group(3));
        BigInteger top = all.subtract(new BigInteger(fixed.isEmpty() ? "0" : fixed));
        BigInteger nines = BigInteger.TEN.pow(decimal.group(3).length()).subtract(BigInteger.ONE);
        return "(" + top + "/"
                + nines.multiply(BigInteger.TEN.pow(decimal.group(2).length())) + ")";
    }

    private static String commands(String answer) {
        String text = CHOOSE.matcher(answer).replaceAll("\\\\binom{$1}{$2}");
        text = OVER.matcher(text).replaceAll("\\\\frac{$1}{$2}");
        text = CIS.matcher(text).replaceAll("\\\\cis ");
        text = BASE_WORD.matcher(text).replaceAll(m -> "_{" + NumberWords.digits(m.group(1)) + "}");
        text = MINUTES.matcher(text).replaceAll("($1+$2/60)");
        text = TEMPERATURE
                .matcher(text)
                .replaceAll(m -> " " + (m.group(1).equals("C") ? "celsius" : "fahrenheit")
                        + Matcher.quoteReplacement(m.group(2)));
        if (TRIGONOMETRIC.matcher(text).find()) {
            text = DEGREES.matcher(text).replaceAll("($1*\\\\pi/180)");
        }
        text = CONJUGATE.matcher(text).replaceAll("$1_{bar}");
        text = FIGURE.matcher(text).replaceAll(m -> m.group(1) == null ? "" : m.group(1));
        text = MODULO.matcher(text).replaceAll(" mod $1");
        Matcher stacked = STACKED.matcher(text);
        if (stacked.matches()) {
            text = stacked.group(1).replace("&", " ").replace(Cleaner.ROW_END, ';');
        }
        if (SYSTEM.matcher(text).find()) {
            text = SYSTEM.matcher(text).replaceAll(" ").replace("&", " ").replace(Cleaner.ROW_END, ';');
        }
        return text;
    }

    /** {@code ]0, 1[} as others write it. */
    private static String straight(Matcher interval) {
        String open = interval.group(2).equals("]") ? "(" : "[";
        String close = interval.group(4).equals("[") ? ")" : "]";
        return interval.group(1) + open + interval.group(3) + close + interval.group(5);
    }
}

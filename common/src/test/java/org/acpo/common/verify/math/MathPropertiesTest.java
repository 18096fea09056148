package org.acpo.common.verify.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.acpo.common.random.CounterRandom;
import org.junit.jupiter.api.Test;

/** What holds of equality whatever the answers: symmetry, blindness to layout, and that it always comes to an end. */
class MathPropertiesTest {
    private static final Path GOLDS = Path.of("src/test/resources/org/acpo/common/verify/math/golds.txt");
    /** A moment in every build; {@code -Dacpo.fuzz.seconds} gives it more. */
    private static final long FUZZ_SECONDS = Long.getLong("acpo.fuzz.seconds", 3);

    private static final long MAX_MILLIS = 2_000;
    private static final List<String> PIECES = List.of(
            "\\frac",
            "\\dfrac",
            "\\sqrt",
            "\\left",
            "\\right",
            "\\text",
            "\\mathrm",
            "\\begin{pmatrix}",
            "\\end{pmatrix}",
            "\\begin{cases}",
            "\\cup",
            "\\in",
            "\\le",
            "\\pi",
            "\\infty",
            "\\sum_{k=1}^{9}",
            "\\prod",
            "\\binom",
            "\\lfloor",
            "\\rfloor",
            "\\log_",
            "\\sin",
            "\\circ",
            "\\overline",
            "\\pmod",
            "\\cdot",
            "\\times",
            "\\boxed",
            "\\%",
            "\\$",
            "\\\\",
            "\\{",
            "\\}",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "|",
            "^",
            "_",
            "+",
            "-",
            "*",
            "/",
            "=",
            "<",
            "≥",
            ",",
            ";",
            ":",
            ".",
            "!",
            "%",
            "&",
            "0",
            "1",
            "23",
            "999999999",
            "0.5",
            "x",
            "y",
            "n",
            "e",
            "i",
            " and ",
            " or ",
            "million",
            "miles",
            "√",
            "½",
            "²",
            "⁻",
            "😀",
            "\u0000",
            "\ud800",
            "$",
            " ",
            "\n");

    private static List<String> golds() throws IOException {
        return Files.readAllLines(GOLDS).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    @Test
    void goldAnswersEqualThemselvesInAnyLayout() throws IOException {
        for (String gold : golds()) {
            assertThat(MathEquality.fault(gold)).as(gold).isNull();
            for (String same : layouts(gold)) {
                assertThat(MathEquality.equal(gold, same))
                        .as("%s ~ %s", gold, same)
                        .isTrue();
                assertThat(MathEquality.equal(same, gold))
                        .as("%s ~ %s", same, gold)
                        .isTrue();
            }
        }
    }

    private static List<String> layouts(String gold) {
        List<String> layouts = new ArrayList<>(List.of(
                gold,
                " " + gold.replace("\\frac", "\\dfrac") + " ",
                gold.replace("\\frac", "\\tfrac"),
                gold.replace("\\dfrac", "\\frac") + ".",
                "$" + gold + "$",
                "\\(" + gold + "\\)",
                "\\[ " + gold + " \\]",
                "\\boxed{" + gold + "}",
                "\\displaystyle " + gold,
                gold.replace("(", "\\left(").replace(")", "\\right)"),
                gold.replace("\\left", "").replace("\\right", ""),
                gold.replace("+", " + ").replace("=", "  = ").replace(", ", ","),
                gold.replace("\\cdot", "\\times").replace("\\pi", " π ").replace("\\infty", "∞")));
        if (gold.matches("-?\\d*\\.\\d+")) {
            layouts.add(gold + "00");
        }
        if (gold.matches("-?\\d+")) {
            layouts.addAll(List.of(gold + ".0", "\\text{" + gold + "}", "x = " + gold, "\\$" + gold, gold + "^\\circ"));
            layouts.add(String.format(Locale.ROOT, "%,d", new BigInteger(gold)));
        }
        if (gold.matches("[A-Za-z ]{2,}")) {
            layouts.addAll(List.of("\\text{" + gold + "}", "\\textbf{" + gold + "}", gold.toLowerCase(Locale.ROOT)));
        }
        return layouts;
    }

    /** No two of them are the same answer. */
    @Test
    void goldAnswersOfOtherProblemsAreRejected() throws IOException {
        List<String> golds = golds();
        List<String> accepted = new ArrayList<>();
        for (String a : golds) {
            for (String b : golds) {
                if (MathEquality.equal(a, b) != a.equals(b)) {
                    accepted.add(a + " ~ " + b);
                }
            }
        }
        assertThat(accepted).isEmpty();
    }

    /** Random and mutated LaTeX: nothing throws, nothing takes long, and equality stays symmetric. */
    @Test
    void anyInputAtAllComesToAnEnd() throws IOException {
        List<String> seeds = new ArrayList<>();
        AnswerPairsTest.pairs().forEach(pair -> seeds.add(pair.a()));
        CounterRandom random = CounterRandom.stream(System.nanoTime(), "fuzz");
        long end = System.nanoTime() + FUZZ_SECONDS * 1_000_000_000L;
        long inputs = 0;
        double slowest = 0;
        while (System.nanoTime() < end) {
            String a = random.nextInt(4) == 0 ? random(random) : mutated(random.choose(seeds), random);
            String b = random.nextInt(2) == 0 ? mutated(a, random) : random.choose(seeds);
            long start = System.nanoTime();
            boolean equal = MathEquality.equal(a, b);
            slowest = Math.max(slowest, (System.nanoTime() - start) / 1e6);
            assertThat(MathEquality.equal(b, a)).as("%s ~ %s", a, b).isEqualTo(equal);
            MathEquality.fault(a);
            assertThat(slowest).as("%s ~ %s", a, b).isLessThan(MAX_MILLIS);
            inputs++;
        }
        System.out.println("fuzzed " + inputs + " pairs of answers, the slowest in " + slowest + " ms");
    }

    private static String random(CounterRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 30); i > 0; i--) {
            text.append(random.choose(PIECES));
        }
        return text.toString();
    }

    /** Pieces put in, cut out and repeated. */
    private static String mutated(String seed, CounterRandom random) {
        StringBuilder text = new StringBuilder(seed);
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, random.choose(PIECES));
                case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 6)));
                default -> text.insert(at, text.substring(0, at));
            }
            text.setLength(Math.min(text.length(), 1_000));
        }
        return text.toString();
    }
}

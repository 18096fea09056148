package org.acpo.common.verify.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.acpo.common.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MathEqualityTest {

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            42 ~ 42.0
            007 ~ 7
            1,234,567 ~ 1234567
            14{,}916 ~ 14916
            11,\\! 111,\\! 111,\\! 100 ~ 11111111100
            123456789012345678901234567890 ~ 123456789012345678901234567890.00
            0.5 ~ \\frac12
            .4 ~ 2/5
            \\frac{1}{2} ~ \\dfrac{3}{6}
            -\\frac{3}{4} ~ \\frac{-3}{4}
            2\\frac{1}{2} ~ 2.5
            2 1/2 ~ 5/2
            2^{10} ~ 1024
            10! ~ 3628800
            \\binom{5}{2} ~ 10
            3 \\times 10^{4} ~ 30000
            \\$10 ~ 10
            $1,000.99 ~ 1000.99
            20\\% ~ 20
            50% ~ 0.5
            28 percent ~ 28\\%
            90^\\circ ~ 90
            125\\text{ miles} ~ 125
            35 cm ~ 35
            12\\text{ cm}^2 ~ 12
            \\sqrt{8} ~ 2\\sqrt2
            \\frac{\\sqrt{3}}{3} ~ \\frac{1}{\\sqrt 3}
            \\sqrt[3]{27} ~ 3
            \\frac{9}{4}\\pi ~ \\frac{9\\pi}{4}
            2.6667 ~ 8/3
            x^2+2x+1 ~ (x+1)^2
            \\tan^2(y)+1 ~ \\sec^2(y)
            \\frac{\\pi r}{h+r} ~ \\pi r/(r+h)
            a_1 + b ~ b + a_{1}
            (1, \\frac{9}{2}) ~ \\left(1,4.5\\right)
            [0,1) ~ [0, 1.0)
            \\{1,2,3\\} ~ \\left\\{3, 2, 1\\right\\}
            2, 3 ~ 3 and 2
            1 \\pm \\sqrt{19} ~ 1-\\sqrt{19}, 1+\\sqrt{19}
            (2,1),(1,2) ~ (1,2), (2,1)
            (2,12) \\cup (12,102) ~ x \\in (12, 102) \\cup (2, 12)
            x = 5 ~ 5
            (p,q) = (3,2) ~ (3,2)
            x=1, y=2 ~ 1, 2
            x < 1 ~ -x > -1
            5 \\geq x ~ x \\le 5
            -793 < a < 10 ~ (-793,10)
            2x - 4 = 0 ~ 0 = 4 - 2x
            x \\neq 5 ~ x != 5
            7:32 ~ 7 : 32
            12:00 ~ 12:00
            \\text{Evelyn} ~ evelyn
            \\text{(C)} ~ C
            \\mathrm{E} ~ E
            (-\\infty, 3] ~ (-\\infty,3]
            \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix} ~ \\begin{bmatrix}1&2\\\\3&\\frac82\\end{bmatrix}
            """)
    void theSame(String a, String b) {
        assertThat(MathEquality.equal(plain(a), plain(b))).isTrue();
        assertThat(MathEquality.equal(plain(b), plain(a))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            42 ~ 43
            32349 ~ 32, 349
            123456789012345678901234567890 ~ 123456789012345678901234567891
            1/3 ~ 0.33
            7.78 ~ 70/9
            2\\frac{1}{2} ~ 1
            0.2 ~ 20
            x+1 ~ x+2
            a+b ~ a-b
            x^2 ~ 2x
            \\sqrt{67},-\\sqrt{85} ~ \\sqrt{67}
            \\pm 2021 ~ 2021
            (1,2) ~ (2,1)
            (0,9) ~ [0,9)
            (0,1] ~ [0,1)
            \\{1,2\\} ~ \\{1,2,3\\}
            2, 2, 3 ~ 2, 3, 3
            [-3,2] ~ (-\\infty,-3] \\cup [2,\\infty)
            x=1, y=2 ~ x=2, y=1
            x=1, y=2 ~ 2, 1
            x < 1 ~ x > -1
            x \\geq 5 ~ x \\leq 5
            x < 5 ~ x \\le 5
            a^2 + b = 0 ~ 0
            12:00 ~ 1:00
            odd ~ \\text{oddd}
            E ~ \\text{D}
            E ~ \\mathrm{E}*2
            \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix} ~ \\begin{pmatrix}1&2\\\\3&5\\end{pmatrix}
            \\begin{pmatrix}1&2&3&4\\end{pmatrix} ~ \\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}
            (a+5)(b+2) ~ (+5)(b+2)
            10^{400} ~ 10^{400}+1
            1/0 ~ 2/0
            """)
    void different(String a, String b) {
        assertThat(MathEquality.equal(plain(a), plain(b))).isFalse();
        assertThat(MathEquality.equal(plain(b), plain(a))).isFalse();
    }

    /** Text blocks and the CSV reader leave backslashes as they are written here. */
    private static String plain(String text) {
        return text.strip();
    }

    @Test
    void nothingIsNoAnswer() {
        assertThat(MathEquality.equal("0", "")).isFalse();
        assertThat(MathEquality.equal("", "")).isFalse();
    }

    @Test
    void faultsOfGoldAnswersAreNamed() {
        assertThat(MathEquality.fault("\\frac{1}{2}")).isNull();
        assertThat(MathEquality.fault("\\{1, 2\\}")).isNull();
        assertThat(MathEquality.fault("[0, 1)")).isNull();
        assertThat(MathEquality.fault(" $ $ ")).contains("empty");
        assertThat(MathEquality.fault("\\frac{1}{2")).contains("braces");
        assertThat(MathEquality.fault("1}")).contains("braces");
        assertThat(MathEquality.fault("1".repeat(4_001))).contains("4001");
    }

    @Test
    void anythingAtAllIsComparedWithoutFailing() {
        List<String> pieces = List.of(
                "\\frac",
                "{",
                "}",
                "(",
                ")",
                "[",
                "]",
                "\\sqrt",
                "^",
                "_",
                "1",
                "23",
                ".",
                ",",
                "x",
                "\\pi",
                "+",
                "-",
                "/",
                "*",
                "=",
                "<",
                "\\le",
                "\\cup",
                "\\text{",
                "and",
                "or",
                "%",
                "$",
                "\\",
                "\\\\",
                "\\begin{pmatrix}",
                "\\end{pmatrix}",
                "&",
                "|",
                "!",
                ":",
                "\\pm",
                "\\{",
                "\\}",
                " ",
                "99999999",
                "\\binom",
                "\\log_",
                "'",
                "\u0000",
                "é",
                "😀");
        CounterRandom random = CounterRandom.stream(1, "fuzz");
        for (int i = 0; i < 4_000; i++) {
            String a = text(pieces, random);
            String b = text(pieces, random);
            assertThat(MathEquality.equal(a, b)).as("%s ~ %s", a, b).isEqualTo(MathEquality.equal(b, a));
        }
    }

    private static String text(List<String> pieces, CounterRandom random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(1, 12);
        for (int i = 0; i < length; i++) {
            text.append(random.choose(pieces));
        }
        return text.toString();
    }

    @Test
    void deepAndLongTextsComeToAnEnd() {
        for (String piece :
                List.of("(", "{", "-", "\\sqrt{", "9^", "((1)", "1,", "x ", "\\frac1", "2!", "\\left(", "a=", "|")) {
            String text = piece.repeat(3_900 / piece.length());
            assertThat(MathEquality.equal("7", text)).as(piece).isFalse();
        }
        assertThat(MathEquality.equal("9^{9^{9^{9}}}", "9^{9^{9^{8}}}")).isFalse();
    }
}

package org.acpo.common.verify.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.acpo.common.verify.code.CodeConfig.Isolation;
import org.acpo.common.verify.code.CodeRunner.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CodeRunnerTest {
    private static final CodeConfig CONFIG = new CodeConfig(Isolation.AUTO, 60_000, 20_000, 512, 16, 16, "python3");

    private static Outcome run(String code, Language language, String suite)
            throws InterruptedException, TestSuite.Malformed {
        return CodeRunner.of(CONFIG).run(new CodeBlock(code, language, 0), TestSuite.parse(suite));
    }

    @Test
    void pythonProgramsReadAndPrint() throws Exception {
        HostilePrograms.assumePython();
        String suite = "{\"inputs\": [\"1 2\\n\", \"20 22\\n\"], \"outputs\": [\"3\\n\", \"42\"]}";
        assertThat(run("a, b = map(int, input().split())\nprint(a + b)", Language.PYTHON, suite))
                .isEqualTo(Outcome.PASSED);
        assertThat(run("a, b = map(int, input().split())\nprint(a * b)", Language.PYTHON, suite))
                .isEqualTo(Outcome.FAILED);
        assertThat(run("print(3)", Language.PYTHON, suite)).isEqualTo(Outcome.FAILED);
        assertThat(run("print(", Language.PYTHON, suite)).isEqualTo(Outcome.FAILED);
        assertThat(run("a, b = map(int, input().split())\nprint(a + b)\nraise SystemExit(1)", Language.PYTHON, suite))
                .as("right output, but a failure")
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void pythonFunctionsAreCalled() throws Exception {
        HostilePrograms.assumePython();
        String suite = "{\"fn_name\": \"pairs\", \"inputs\": [[[1, 2], \"x\"], [[], \"y\"]],"
                + " \"outputs\": [[[1, \"x\"], [2, \"x\"]], []]}";
        assertThat(run("def pairs(a, b):\n    print('noise')\n    return [(i, b) for i in a]", Language.PYTHON, suite))
                .isEqualTo(Outcome.PASSED);
        assertThat(run(
                        "class Solution:\n    def pairs(self, a: List[int], b: str):\n        return [[i, b] for i in a]",
                        Language.PYTHON,
                        suite))
                .isEqualTo(Outcome.PASSED);
        assertThat(run("def pairs(a, b):\n    return []", Language.PYTHON, suite))
                .isEqualTo(Outcome.FAILED);
        assertThat(run("def other(a, b):\n    return []", Language.PYTHON, suite))
                .isEqualTo(Outcome.FAILED);
        assertThat(run("import os\ndef pairs(a, b):\n    os._exit(0)", Language.PYTHON, suite))
                .as("no result is not a right one")
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void javaProgramsReadAndPrint() throws Exception {
        String suite = "{\"language\": \"java\", \"tests\": [{\"input\": \"1 2\", \"output\": \"3\"},"
                + " {\"input\": \"-4 6\", \"output\": \"2\"}]}";
        String sum = """
                import java.util.Scanner;

                class Helper {}

                public class Adder {
                    public static void main(String[] args) {
                        Scanner in = new Scanner(System.in);
                        System.out.println(in.nextInt() + in.nextInt());
                    }
                }
                """;
        assertThat(run(sum, Language.JAVA, suite)).isEqualTo(Outcome.PASSED);
        assertThat(run(sum.replace("+ in", "- in"), Language.JAVA, suite)).isEqualTo(Outcome.FAILED);
        assertThat(run(sum.replace(";", ""), Language.JAVA, suite)).isEqualTo(Outcome.FAILED);
    }

    @Test
    void javaMethodsAreCalled() throws Exception {
        String suite = "{\"function\": \"scale\", \"tests\": [{\"input\": [[1, 2], 1.5, \"a\\\"b\"],"
                + " \"output\": [\"a\\\"b1.5\", \"a\\\"b3.0\"]}, {\"input\": [[], 2, \"\"], \"output\": []}]}";
        String scale = """
                import java.util.*;

                class Solution {
                    public List<String> scale(int[] xs, double factor, String name) {
                        System.out.println("noise");
                        List<String> out = new ArrayList<>();
                        for (int x : xs) {
                            out.add(name + x * factor);
                        }
                        return out;
                    }
                }
                """;
        assertThat(run(scale, Language.JAVA, suite)).isEqualTo(Outcome.PASSED);
        assertThat(run(scale.replace("x * factor", "x"), Language.JAVA, suite)).isEqualTo(Outcome.FAILED);
    }

    @Test
    void theLastBlockInTheLanguageIsTheProgram() {
        String response =
                "<think>\n```python\nthought\n```\n</think>\nFirst:\n```python\none\n```\nthen\n```py\ntwo\n```\n"
                        + "prints\n```text\nthree\n```\n```java\nfour\n```\nand\n```\nfive\n```\n```python\nnever closed";
        assertThat(code(response, Language.PYTHON)).isEqualTo("five\n");
        assertThat(code(response.replace("```\nfive\n```", ""), Language.PYTHON))
                .isEqualTo("two\n");
        assertThat(code(response, Language.JAVA)).isEqualTo("five\n");
        assertThat(code(response.replace("```\nfive\n```", ""), null)).isEqualTo("four\n");
        CodeBlock block = CodeBlock.last(response, Language.JAVA).orElseThrow();
        assertThat(response.substring(block.start())).startsWith("```\nfive");
        assertThat(CodeBlock.last("no code", null)).isEmpty();
        assertThat(CodeBlock.last("```", null)).isEmpty();
    }

    private static String code(String response, Language wanted) {
        Optional<CodeBlock> block = CodeBlock.last(response, wanted);
        return block.orElseThrow().code();
    }
}

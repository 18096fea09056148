package org.acpo.common.verify.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class OutputsTest {
    private static boolean sameResult(String expected, String actual) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        return Outputs.sameResult(json.readTree(expected), json.readTree(actual));
    }

    @Test
    void textsAgreeWordByWord() {
        assertThat(Outputs.sameText("1 2\n3\n", "1 2 \n\n3")).isTrue();
        assertThat(Outputs.sameText("YES", "yes")).isFalse();
        assertThat(Outputs.sameText("1 2", "1")).isFalse();
        assertThat(Outputs.sameText("", "\n")).isTrue();
        assertThat(Outputs.sameText("0.3333333", "0.33333334")).isTrue();
        assertThat(Outputs.sameText("0.5", ".5"))
                .as("no digit before the point")
                .isFalse();
        assertThat(Outputs.sameText("2.0", "2")).isTrue();
        assertThat(Outputs.sameText("2", "2.0"))
                .as("whole numbers are printed whole")
                .isFalse();
        assertThat(Outputs.sameText("0.33", "0.34")).isFalse();
    }

    @Test
    void resultsAgreeValueByValue() throws JsonProcessingException {
        assertThat(sameResult("[1, [2.0, \"a\"]]", "[1, [2, \"a\"]]")).isTrue();
        assertThat(sameResult("[5]", "5")).as("wrapped in a list").isTrue();
        assertThat(sameResult("{\"a\": 1, \"b\": null}", "{\"b\": null, \"a\": 1}"))
                .isTrue();
        assertThat(sameResult("{\"a\": 1}", "{\"b\": 1}")).isFalse();
        assertThat(sameResult("true", "1")).isFalse();
        assertThat(sameResult("100000000000000000000", "100000000000000000001")).isFalse();
        assertThat(sameResult("0.1", "0.1000000001")).isTrue();
        assertThat(sameResult("[1, 2]", "[2, 1]")).isFalse();
    }

    @Test
    void suitesAreReadInTheShapesThatDataSetsHave() throws TestSuite.Malformed {
        TestSuite apps = TestSuite.parse("{\"inputs\": [[\"1\", \"2\"], \"x\\n\"], \"outputs\": [\"3\", \"y\"]}");
        assertThat(apps.inputs()).containsExactly("1\n2\n", "x\n");
        TestSuite lines = TestSuite.parse(
                "{\"function\": \"f\", \"tests\": [{\"input\": \"[1, 2]\\n\\\"a\\\"\", \"output\": 3}]}");
        assertThat(lines.inputs()).containsExactly("{\"function\":\"f\",\"calls\":[[[1,2],\"a\"]]}");
        assertThat(lines.language()).isNull();
        assertThat(TestSuite.parse("{\"language\": \"Java\", \"inputs\": [\"\"], \"outputs\": [\"\"]}")
                        .language())
                .isEqualTo(Language.JAVA);
    }

    @Test
    void whatIsNoSuiteSaysWhy() {
        assertMalformed("42", "no JSON object");
        assertMalformed("{\"inputs\": [", "no JSON object");
        assertMalformed("{\"inputs\": [\"1\"], \"outputs\": []}", "1 inputs and 0 outputs");
        assertMalformed("{\"tests\": []}", "no tests");
        assertMalformed("{\"tests\": [{\"input\": \"1\"}]}", "without input or output");
        assertMalformed("{\"language\": \"cobol\", \"inputs\": [\"\"], \"outputs\": [\"\"]}", "'cobol'");
        assertMalformed("{\"fn_name\": \"f\", \"inputs\": [\"x y\"], \"outputs\": [1]}", "arguments");
    }

    private static void assertMalformed(String suite, String reason) {
        assertThatThrownBy(() -> TestSuite.parse(suite))
                .isInstanceOf(TestSuite.Malformed.class)
                .hasMessageContaining(reason);
    }
}

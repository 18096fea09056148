package org.acpo.common.problem.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.problem.SourceConfig.AnswerFormat;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonlReaderTest {
    private static final Path DATA = Path.of("src/test/resources/org/acpo/common/problem/source");

    @TempDir
    Path folder;

    private static List<Problem> read(Object path, AnswerFormat format, Map<String, String> fields, int limit) {
        SourceConfig config = new SourceConfig(
                SourceConfig.Kind.JSONL,
                path.toString(),
                fields,
                format,
                limit,
                null,
                1,
                1,
                SourceConfig.Split.TRAIN,
                Map.of());
        return ProblemSet.load(config, new Configuration());
    }

    private static List<Problem> read(Object path) {
        return read(path, AnswerFormat.PLAIN, Map.of(), 0);
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws IOException {
        Path file = write("a.jsonl", "\uFEFF{\"id\":\"p1\",\"problem\":\"1 + 1?\",\"answer\":\"2\"}");
        assertThat(read(file)).extracting(Problem::id).containsExactly("p1");
    }

    @Test
    void aFolderOfAnotherKindIsNotReadAsJsonLines() throws IOException {
        write("part-0.csv", "id,problem,answer", "a,1 + 1?,2");
        assertThatThrownBy(() -> read(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("holds no JSON Lines but part-0.csv")
                .hasMessageContaining("/*.csv");
    }

    @Test
    void everyFieldArrives() throws IOException {
        Path file = write(
                "a.jsonl",
                "{\"id\":\"p1\",\"problem\":\"1 + 1?\",\"answer\":\"2\",\"level\":\"Level 5\",\"subject\":\"sums\","
                        + "\"source\":\"hand\",\"solution\":\"1 + 1 = 2\",\"unused\":[1]}");
        assertThat(read(file)).containsExactly(new Problem("p1", "1 + 1?", "2", 5, "sums", "hand", "1 + 1 = 2"));
    }

    @Test
    void numbersBecomeTextAndBlankLinesAreSkippedButCounted() throws IOException {
        Path file = write(
                "a.jsonl",
                "{\"problem\":\"a\",\"answer\":42,\"level\":3}",
                "",
                "{\"problem\":\"b\",\"answer\":0.50,\"level\":\"Level ?\"}",
                "{\"id\":7,\"problem\":\"c\",\"answer\":12345678901234567890123.0}");
        assertThat(read(file))
                .containsExactly(
                        new Problem("a.jsonl:1", "a", "42", 3, null, null, null),
                        new Problem("a.jsonl:3", "b", "0.5", null, null, null, null),
                        new Problem("7", "c", "12345678901234567890123", null, null, null, null));
    }

    @Test
    void fieldsAreMappedAndAnswersCutOut() throws IOException {
        Path gsm = write("g.jsonl", "{\"question\":\"q\",\"answer\":\"1,000 + 234\\n#### 1,234\"}");
        Map<String, String> fields = Map.of("problem", "question", "solution", "answer");
        assertThat(read(gsm, AnswerFormat.GSM8K, fields, 0))
                .containsExactly(new Problem("g.jsonl:1", "q", "1234", null, null, null, "1,000 + 234\n#### 1,234"));
        Path math = write(
                "m.jsonl", "{\"problem\":\"q\",\"solution\":\"$\\\\boxed{1}$, so $\\\\boxed{\\\\frac{1}{2}}$.\"}");
        assertThat(read(math, AnswerFormat.BOXED, Map.of("answer", "solution"), 0))
                .extracting(Problem::answer)
                .containsExactly("\\frac{1}{2}");
    }

    @Test
    void foldersGlobsAndCompressedFilesAreReadInOrderOfNames() throws IOException {
        write("b.jsonl", "{\"problem\":\"2\",\"answer\":2}");
        write("a.jsonl", "{\"problem\":\"1\",\"answer\":1}");
        write("_SUCCESS", "not json");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("c.jsonl.gz")))) {
            out.write("{\"problem\":\"3\",\"answer\":3}\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(read(folder)).extracting(Problem::problem).containsExactly("1", "2", "3");
        assertThat(read(folder + "/[ab].jsonl")).extracting(Problem::problem).containsExactly("1", "2");
        assertThat(read(folder.toUri(), AnswerFormat.PLAIN, Map.of(), 2)).hasSize(2);
    }

    @Test
    void nothingAfterTheLimitIsRead() throws IOException {
        Path file = write("a.jsonl", "{\"problem\":\"1\",\"answer\":1}", "broken");
        assertThat(read(file, AnswerFormat.PLAIN, Map.of(), 1)).hasSize(1);
    }

    @Test
    void badLinesAreNamed() throws IOException {
        assertBad("{\"problem\":\"a\",\"answer\":", "not a JSON object", "found '{\"problem\":\"a\",\"answer\":'");
        assertBad("[1, 2]", "not a JSON object", "found '[1, 2]'");
        assertBad("null", "not a JSON object");
        assertBad("{\"problem\":\"a\",\"answer\":1} {}", "not a JSON object");
        assertBad("{\"problem\":\"a\"}", "has no answer", "fields [problem]", "data.fields.answer");
        assertBad("{\"problem\":\"a\",\"answer\":\" \"}", "has no answer");
        assertBad("{\"question\":\"a\",\"answer\":1}", "no problem text", "fields [question, answer]");
        assertBad("{\"problem\":\"a\",\"answer\":[1]}", "field 'answer' is '[1]'", "must be a text or a number");
        assertBad("{\"id\":\"x\",\"problem\":\"a\",\"answer\":1}", "id 'x'", "a.jsonl:1 already");
    }

    private void assertBad(String line, String... parts) throws IOException {
        Path file = write("a.jsonl", "{\"id\":\"x\",\"problem\":\"fine\",\"answer\":1}", line);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a.jsonl:2: ")
                .hasMessageNotContaining("\n")
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void answersWithoutTheirMarkAreRefused() throws IOException {
        Path file = write("a.jsonl", "{\"problem\":\"a\",\"answer\":\"42\"}");
        assertThatThrownBy(() -> read(file, AnswerFormat.GSM8K, Map.of(), 0))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a.jsonl:1: field 'answer' is '42'")
                .hasMessageContaining("data.answer_format");
        assertThatThrownBy(() -> read(file, AnswerFormat.BOXED, Map.of(), 0))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("\\boxed");
    }

    @Test
    void missingEmptyAndForeignFilesAreRefused() throws IOException {
        assertThatThrownBy(() -> read(folder.resolve("none.jsonl")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("none.jsonl; give a file");
        Path empty = write("empty.jsonl");
        assertThatThrownBy(() -> read(empty)).isInstanceOf(UserException.class).hasMessageContaining("no problems");
        Path latin = Files.write(folder.resolve("latin.jsonl"), new byte[] {'{', '"', (byte) 0xe9, '"'});
        assertThatThrownBy(() -> read(latin)).isInstanceOf(UserException.class).hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> read(empty, AnswerFormat.PLAIN, Map.of("problm", "q"), 0))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("did you mean problem?");
    }

    /** Problems of our own in the fields and the notation of the published files. */
    @Test
    void readsGsm8kAndMathAsTheyAre() {
        List<Problem> gsm8k = read(
                DATA.resolve("gsm8k.jsonl"),
                AnswerFormat.GSM8K,
                Map.of("problem", "question", "solution", "answer"),
                0);
        assertThat(gsm8k).extracting(Problem::answer).containsExactly("22", "5000", "19", "-120", "2.5", "1234567");
        assertThat(gsm8k.get(1).problem()).startsWith("Mia’s car costs $1,250");
        assertThat(gsm8k.get(1).solution()).isEqualTo("In 4 years she pays 1,250*4=$<<1250*4=5000>>5,000.\n#### 5,000");

        List<Problem> math = read(
                DATA.resolve("math.jsonl"), AnswerFormat.BOXED, Map.of("answer", "solution", "subject", "type"), 0);
        assertThat(math)
                .extracting(Problem::answer)
                .containsExactly(
                        "\\frac{1}{2}",
                        "7",
                        "\\left(2,\\frac{\\pi}{2}\\right)",
                        "(-\\infty,-2]\\cup[2,\\infty)",
                        "\\{1,2\\}",
                        "7\\text{ cm}",
                        "\\begin{pmatrix} 1 & -1 \\\\ 0 & 1 \\end{pmatrix}");
        assertThat(math).extracting(Problem::level).containsExactly(1, 2, 2, 3, null, 1, 4);
        assertThat(math.get(3).subject()).isEqualTo("Intermediate Algebra");
    }
}

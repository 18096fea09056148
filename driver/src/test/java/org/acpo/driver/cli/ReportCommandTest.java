package org.acpo.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.acpo.driver.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    Path folder;

    @Test
    void theLastLineNamesThePage() throws Exception {
        LocalSpark.session();
        Files.writeString(folder.resolve("config.yaml"), "seed: 1\n");
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            assertThat(Main.run("report", "--run", folder.toString())).isZero();
        } finally {
            System.setOut(before);
        }
        String lastLine = said.toString(StandardCharsets.UTF_8).strip().lines().reduce("", (a, b) -> b);
        assertThat(new ObjectMapper().readTree(lastLine).get("report").asText())
                .isEqualTo(folder.resolve("report.html").toString());
        assertThat(folder.resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void aFolderWithoutARunFails() {
        LocalSpark.session();
        assertThat(Main.run("report", "--run", folder.resolve("none").toString()))
                .isEqualTo(Main.FAILED);
    }
}

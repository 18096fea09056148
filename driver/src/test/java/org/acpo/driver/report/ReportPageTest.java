package org.acpo.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.acpo.driver.LocalSpark;
import org.apache.commons.lang3.StringUtils;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in a browser; skipped where there is none. */
class ReportPageTest {
    @TempDir
    Path folder;

    @Test
    void chartsAreDrawnAndARolloutIsShown() throws Exception {
        Path browser = browser();
        SampleRun run = new SampleRun(folder.resolve("run"), 12);
        run.writeConfig(SampleRun.CONFIG);
        run.writeMetrics();
        run.writeRollouts(8);
        Report.write(LocalSpark.session(), run.folder());
        String page = opened(browser, folder.resolve("run/report.html"));

        assertThat(page).contains("Held-out pass@1 rose from 41.0% to 67.0%");
        assertThat(StringUtils.countMatches(page, "<canvas"))
                .isEqualTo(StringUtils.countMatches(page, "class=\"plot\""))
                .isEqualTo(15);
        assertThat(page).contains("96 of 96 rollouts");
        assertThat(StringUtils.countMatches(page, "role=\"option\"")).isEqualTo(96);
        assertThat(page).containsPattern("<li role=\"option\"[^>]+aria-selected=\"true\"");
        assertThat(page)
                .containsPattern("class=\"text\" style=\"background-color: rgb\\(var\\(--(helpful|harmful)-rgb\\)");
        assertThat(page).containsPattern("class=\"token\" data-t=\"0\" style=\"box-shadow: inset[^\"]+--entropy-rgb");
    }

    @Test
    void aRunThatHasOnlyBegunIsDrawnToo() throws Exception {
        Path browser = browser();
        SampleRun run = new SampleRun(folder.resolve("run"), 1);
        run.writeConfig("seed: 1\n");
        Report.write(LocalSpark.session(), run.folder());
        assertThat(opened(browser, folder.resolve("run/report.html")))
                .contains("No evaluation on held-out problems yet")
                .contains("No step is finished yet")
                .contains("No rollouts are written yet")
                .contains("Written by acpo report");
    }

    private static Path browser() {
        Optional<Path> browser = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(path -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(browser.isPresent(), "no Chromium on the PATH, so the page is not opened");
        return browser.get();
    }

    /** The page's document after its scripts have run. */
    private String opened(Path browser, Path page) throws IOException, InterruptedException {
        Path document = folder.resolve("document.html");
        Process process = new ProcessBuilder(List.of(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--virtual-time-budget=5000",
                        "--dump-dom",
                        page.toUri().toString()))
                .redirectOutput(document.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(document, StandardCharsets.UTF_8);
    }
}

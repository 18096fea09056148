package org.acpo.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.acpo.driver.LocalSpark;
import org.acpo.driver.browser.Chromium;
import org.acpo.driver.live.LiveServer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page's server, and the page in a browser. */
class LivePageTest {
    private static final int STEPS = 12;
    private static final int PER_STEP = 8;
    /** Rollouts that the filters let through, counted in the page's own list. */
    private static final String SHOWN = "document.querySelectorAll('.options li').length";

    @TempDir
    Path folder;

    private SampleRun run() throws IOException {
        SampleRun run = new SampleRun(folder.resolve("run"), STEPS);
        run.writeConfig(SampleRun.CONFIG);
        run.writeMetrics();
        run.writeRollouts(PER_STEP);
        return run;
    }

    private static LiveServer serve(SampleRun run) {
        return LiveServer.start(run.folder(), new Configuration(), LiveServer.LOOPBACK, 0);
    }

    private static HttpResponse<String> get(LiveServer server, String path) throws IOException, InterruptedException {
        URI uri = URI.create(server.url() + path);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static JsonNode json(LiveServer server, String path) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get(server, path).body());
    }

    @Test
    void rolloutsAreReadAsSparkReadsThem() throws Exception {
        RolloutFiles files = RolloutFiles.of(run().folder(), new Configuration());
        List<Row> bySpark = files.rows(LocalSpark.session()).where("step = 3").collectAsList();
        List<Row> byUs =
                new RolloutReader(new Configuration()).rows(files.steps().get(2));
        assertThat(byUs).hasSize(PER_STEP);
        assertThat(byUs.stream().map(row -> Sample.of(List.of(row), 1 << 20, new ObjectMapper())))
                .extracting(sample -> new ObjectMapper().writeValueAsString(sample))
                .containsExactlyElementsOf(bySpark.stream()
                        .map(row -> Sample.of(List.of(row), 1 << 20, new ObjectMapper()))
                        .map(sample -> {
                            try {
                                return new ObjectMapper().writeValueAsString(sample);
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        })
                        .toList());
    }

    @Test
    void theServerTellsOnlyWhatIsNew() throws Exception {
        SampleRun run = run();
        try (LiveServer server = serve(run)) {
            JsonNode first = json(server, "data/overview?known=-1");
            int version = first.path("version").asInt();
            assertThat(first.at("/curves/steps")).hasSize(STEPS);
            assertThat(first.path("rolloutSteps")).hasSize(STEPS);
            assertThat(json(server, "data/overview?known=" + version).toString())
                    .isEqualTo("{\"version\":" + version + "}");

            Path metrics = folder.resolve("run/metrics.jsonl");
            Files.writeString(metrics, "{\"step\":13,\"reward/mean\":0.5}\n{\"step\":14,", StandardOpenOption.APPEND);
            JsonNode grown = json(server, "data/overview?known=" + version);
            assertThat(grown.at("/curves/steps/12").asInt()).isEqualTo(13);
            assertThat(grown.at("/curves/steps")).hasSize(13);
            Files.writeString(metrics, "\"reward/mean\":0.25}\n", StandardOpenOption.APPEND);
            assertThat(json(server, "data/overview?known=-1")
                            .at("/curves/series/reward~1mean/13")
                            .asDouble())
                    .isEqualTo(0.25);

            // as a run that resumes replaces it
            Files.writeString(metrics, "{\"step\":0}\n{\"step\":1,\"reward/mean\":0.75}\n");
            JsonNode replaced = json(server, "data/overview?known=-1");
            assertThat(replaced.at("/curves/series/reward~1mean").toString()).isEqualTo("[0.75]");
        }
    }

    @Test
    void theServerAnswersThisMachineAndKnownPathsOnly() throws Exception {
        try (LiveServer server = serve(run())) {
            assertThat(get(server, "").headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
            assertThat(get(server, "data/rollouts?step=2&all=1").statusCode()).isEqualTo(200);
            assertThat(get(server, "data/rollouts?step=99").statusCode()).isEqualTo(404);
            assertThat(get(server, "config.yaml").statusCode()).isEqualTo(404);
            assertThat(get(server, "../run/config.yaml").statusCode()).isEqualTo(404);
            assertThat(statusFor(server, "evil.example")).contains(" 403 ");
            assertThat(statusFor(server, "localhost:1")).contains(" 200 ");
        }
    }

    /** HttpClient sets no Host of ours, so this speaks for itself. */
    private static String statusFor(LiveServer server, String host) throws IOException {
        URI uri = URI.create(server.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").getBytes());
            return new String(socket.getInputStream().readNBytes(20));
        }
    }

    @Test
    void chartsMoveAndRolloutsAreRead() throws Exception {
        Chromium.program();
        SampleRun run = run();
        try (LiveServer server = serve(run);
                Chromium page = Chromium.start(folder.resolve("profile"))) {
            page.size(1280, 900, false);
            page.open(server.url());
            page.await("document.querySelectorAll('.options li').length === 96");
            assertThat(page.value("document.querySelector('h1').textContent").asText())
                    .isEqualTo("Held-out pass@1 rose from 41.0% to 67.0%");
            assertThat(page.value("document.querySelectorAll('.plot canvas').length")
                            .asInt())
                    .isEqualTo(15);
            stepsAreColoured(page);
            filtersWork(page);
            keysWork(page);
            curvesMove(page);
            pagesFit(page);
        }
    }

    private static void stepsAreColoured(Chromium page) throws InterruptedException {
        assertThat(page.value("[...document.querySelectorAll('.response .text')].filter("
                                + "text => getComputedStyle(text).backgroundColor.startsWith('rgba')).length > 1")
                        .asBoolean())
                .isTrue();
        assertThat(page.value("getComputedStyle(document.querySelector('.token')).boxShadow")
                        .asText())
                .contains("inset");
    }

    private static void choose(Chromium page, String field, String value) throws InterruptedException {
        page.value("(() => { const e = document.querySelector('.filters').elements." + field + "; e.value = '" + value
                + "'; e.dispatchEvent(new Event('change')); e.dispatchEvent(new Event('input')); })()");
    }

    private static void filtersWork(Chromium page) throws InterruptedException {
        choose(page, "stage", "2");
        assertThat(page.value(SHOWN).asInt()).isEqualTo(STEPS / 2 * PER_STEP);
        choose(page, "stage", "");
        choose(page, "reward", "1");
        int right = page.value(SHOWN).asInt();
        assertThat(right).isBetween(1, STEPS * PER_STEP - 1);
        assertThat(page.value("document.querySelectorAll('.options .wrong').length")
                        .asInt())
                .isZero();
        choose(page, "reward", "");
        page.value("document.querySelector('[name=harmful]').click()");
        int harmful = page.value(SHOWN).asInt();
        assertThat(harmful).isBetween(1, STEPS * PER_STEP - 1);
        assertThat(page.value("document.querySelectorAll('.response .label .harmful').length")
                        .asInt())
                .isPositive();
        page.value("document.querySelector('[name=harmful]').click()");
        choose(page, "step", "5");
        assertThat(page.value(SHOWN).asInt()).isEqualTo(PER_STEP);
        choose(page, "step", "");
        assertThat(page.value(SHOWN).asInt()).isEqualTo(STEPS * PER_STEP);
    }

    private static void keysWork(Chromium page) throws InterruptedException {
        page.value("document.querySelector('.options').focus()");
        String before =
                page.value("document.querySelector('.where').textContent").asText();
        page.press("ArrowDown");
        assertThat(page.value("document.querySelector('.where').textContent").asText())
                .isNotEqualTo(before);
        page.press("ArrowUp");
        assertThat(page.value("document.querySelector('.where').textContent").asText())
                .isEqualTo(before);
        // the prompt can be unfolded on the way
        page.press("Tab");
        page.press("Tab");
        page.await("document.activeElement.classList.contains('response')");
        page.press("ArrowRight");
        assertThat(page.value("document.querySelector('.tip').textContent").asText())
                .contains("token 1 of");
    }

    private void curvesMove(Chromium page) throws Exception {
        Files.writeString(
                folder.resolve("run/metrics.jsonl"),
                "{\"step\":13,\"curriculum/stage\":2,\"reward/mean\":0.5}\n",
                StandardOpenOption.APPEND);
        page.await("document.querySelector('.run').textContent.includes('step 13')");
        assertThat(page.value("document.querySelectorAll('.plot')[1].getAttribute('aria-label')")
                        .asText())
                .endsWith("to 0.5");
    }

    /** On a phone nothing is wider than the screen; in the dark the page is dark. */
    private static void pagesFit(Chromium page) throws InterruptedException {
        page.size(390, 800, true);
        page.await("document.documentElement.clientWidth === 390");
        assertThat(page.value("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(390);
        page.dark(true);
        page.await("getComputedStyle(document.body).backgroundColor === 'rgb(20, 22, 25)'");
        page.dark(false);
        page.await("getComputedStyle(document.body).backgroundColor === 'rgb(247, 247, 245)'");
    }

    @Test
    void aRunThatHasNotBegunIsWaitedFor() throws Exception {
        SampleRun run = new SampleRun(folder.resolve("new"), 1);
        try (LiveServer server = serve(run)) {
            assertThat(json(server, "data/overview?known=-1")
                            .at("/headline/sentence")
                            .asText())
                    .isEqualTo("No evaluation on held-out problems yet");
            assertThat(json(server, "data/rollouts").path("rollouts")).isEmpty();
        }
    }
}

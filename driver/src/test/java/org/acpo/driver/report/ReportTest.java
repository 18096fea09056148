package org.acpo.driver.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.acpo.common.UserException;
import org.acpo.driver.LocalSpark;
import org.acpo.driver.rollout.RolloutWriter;
import org.apache.commons.lang3.StringUtils;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    Path folder;

    private String write(SampleRun run) throws IOException {
        Report.write(LocalSpark.session(), run.folder());
        return Files.readString(folder.resolve("report.html"));
    }

    private static JsonNode data(String page) throws IOException {
        return new ObjectMapper().readTree(StringUtils.substringBetween(page, "id=\"acpo-data\">", "</script>"));
    }

    @Test
    void aWholeRunIsTold() throws IOException {
        SampleRun run = new SampleRun(folder, 60);
        run.writeConfig(SampleRun.CONFIG);
        run.writeMetrics();
        run.writeRollouts(16);
        String page = write(run);

        JsonNode data = data(page);
        assertThat(data.at("/setup/task").asText()).isEqualTo("modular_chain, 2048 generated problems");
        assertThat(data.at("/headline/sentence").asText()).isEqualTo("Held-out pass@1 rose from 41.0% to 67.0%");
        assertThat(data.at("/headline/after/low").asDouble()).isCloseTo(0.604, within(1e-9));
        assertThat(data.at("/headline/rollouts").asInt()).isEqualTo(60 * 256);
        assertThat(data.at("/curves/stages").toString())
                .isEqualTo("[{\"step\":1,\"stage\":1},{\"step\":31,\"stage\":2}]");
        assertThat(data.at("/curves/steps")).hasSize(60);
        assertThat(data.at("/curves/series/policy~1entropy")).hasSize(60);
        assertThat(data.at("/curves/series/optim~1grad_norm/2").isNull()).isTrue();
        assertThat(data.at("/attributions/positions")).hasSize(4);
        assertThat(data.toString()).doesNotContain("NaN", "Infinity");
        standsAlone(page);
        shows(data.at("/sample"), run);
    }

    private void standsAlone(String page) throws IOException {
        assertThat(page)
                .doesNotContain("{{")
                .doesNotContainPattern("<(link(?! rel=\"icon\" href=\"data:,\")|img|iframe)|<script[^>]+src=");
        // The problems of step 1 contain "</script>", which must not end the element that carries the data.
        assertThat(StringUtils.countMatches(page, "<script"))
                .isEqualTo(StringUtils.countMatches(page, "</script>"))
                .isEqualTo(3);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("config.yaml", "metrics.jsonl", "rollouts", "report.html");
        }
    }

    private static void shows(JsonNode sample, SampleRun run) {
        List<JsonNode> rollouts = StreamSupport.stream(sample.get("rollouts").spliterator(), false)
                .toList();
        assertThat(rollouts).hasSize(300);
        assertThat(rollouts.stream().map(r -> r.get("step").asInt()).distinct())
                .hasSize(40)
                .contains(1, 60);
        assertThat(rollouts.stream().filter(r -> r.get("correct").asBoolean()).count())
                .isBetween(100L, 200L);

        JsonNode shown = rollouts.get(77);
        JsonNode problem = sample.get("problems").get(shown.get("problem").asInt());
        Row row = LocalSpark.session()
                .read()
                .schema(RolloutWriter.schema())
                .parquet(run.folder().rollouts().toString())
                .where("step = " + shown.get("step") + " AND rollout_index = " + shown.get("index"))
                .where("problem_id = '" + problem.get("id").asText() + "'")
                .head();
        assertThat(problem.get("answer").asText()).isEqualTo(row.<String>getAs("answer"));
        List<String> tokens = row.getList(row.fieldIndex("token_texts"));
        List<Float> entropies = row.getList(row.fieldIndex("entropies"));
        List<Double> deltas = row.getList(row.fieldIndex("attributions"));
        assertThat(shown.get("tokens")).map(JsonNode::asText).isEqualTo(tokens);
        assertThat(shown.get("ends")).last().extracting(JsonNode::asInt).isEqualTo(tokens.size());
        assertThat(IntStream.range(0, tokens.size()))
                .allSatisfy(t -> assertThat(shown.get("entropies").get(t).asDouble() / 1000)
                        .isCloseTo(entropies.get(t), within(5.1e-4)));
        assertThat(IntStream.range(0, deltas.size()))
                .allSatisfy(k -> assertThat(shown.get("attributions").get(k).asDouble())
                        .isCloseTo(deltas.get(k), within(1e-4 * (1 + Math.abs(deltas.get(k))))));
    }

    @Test
    void writtenAgainItShowsTheSameAndReplacesTheOldPage() throws IOException {
        SampleRun run = new SampleRun(folder, 3);
        run.writeConfig(SampleRun.CONFIG);
        run.writeRollouts(8);
        String first = write(run);
        assertThat(write(run)).isEqualTo(first);
        run.writeMetrics();
        assertThat(data(write(run)).at("/headline/steps").asInt()).isEqualTo(3);
    }

    @Test
    void aRunThatHasOnlyBegunIsTold() throws IOException {
        SampleRun run = new SampleRun(folder, 1);
        run.writeConfig("seed: 1\n");
        JsonNode data = data(write(run));
        assertThat(data.at("/headline/sentence").asText()).isEqualTo("No evaluation on held-out problems yet");
        assertThat(data.at("/sample/rollouts")).isEmpty();
        assertThat(data.at("/attributions").isNull()).isTrue();
    }

    @Test
    void rolloutsWithoutAttributionAreShown() throws IOException {
        SampleRun run = new SampleRun(folder, 2);
        run.writeConfig(SampleRun.CONFIG);
        run.withoutAttribution().writeRollouts(4);
        JsonNode data = data(write(run));
        assertThat(data.at("/attributions").isNull()).isTrue();
        assertThat(data.at("/sample/rollouts")).hasSize(8).allSatisfy(r -> {
            assertThat(r.get("attributions")).isEmpty();
            assertThat(r.get("ends")).isNotEmpty();
        });
    }

    @Test
    void aFolderWithoutARunIsRefused() {
        SampleRun run = new SampleRun(folder.resolve("nothing"), 1);
        assertThatThrownBy(() -> Report.write(LocalSpark.session(), run.folder()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("nothing holds no run: it has no config.yaml");
        assertThat(folder.resolve("nothing")).doesNotExist();
    }
}

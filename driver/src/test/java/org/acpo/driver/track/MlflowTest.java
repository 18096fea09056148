package org.acpo.driver.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.acpo.common.config.YamlText;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.RunFolder;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No MLflow server can be installed where this project is built (it is on PyPI alone), so the server's side here answers as
 * its REST documentation says; the file store is checked file by file.
 */
class MlflowTest {
    private static final TrainConfig CONFIG = TrainConfig.load(null, List.of("tracking.experiment=trial"));

    @TempDir
    Path folder;

    private final RunFolder run = RunFolder.of("runs/seed5");

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory)
                    .reduce((a, b) -> {
                        throw new AssertionError(a + " and " + b);
                    })
                    .orElseThrow();
        }
    }

    private static Map<String, Object> meta(Path of) throws IOException {
        return YamlText.parseMap(Files.readString(of.resolve("meta.yaml")), "meta.yaml");
    }

    @Test
    void aFolderHoldsARunAsMlflowKeepsIt() throws IOException {
        Path store = folder.resolve("mlruns");
        Mlflow mlflow = Mlflow.open("file://" + store, CONFIG, run, new Configuration());
        Path experiment = only(store);
        Path runFolder = only(experiment);
        assertThat(meta(runFolder)).containsEntry("status", 1).containsEntry("end_time", null);
        mlflow.metrics(3, Map.of("eval/pass@1", 0.5));
        mlflow.metrics(4, Map.of("eval/pass@1", 0.75));
        mlflow.samples(4, "a rollout");
        mlflow.artifact("report.html", "page".getBytes(StandardCharsets.UTF_8));
        mlflow.end(true);

        assertThat(meta(experiment))
                .containsEntry("name", "trial")
                .containsEntry("lifecycle_stage", "active")
                .containsEntry("experiment_id", experiment.getFileName().toString());
        assertThat(meta(runFolder))
                .containsEntry("run_name", "seed5")
                .containsEntry("status", 3)
                .containsEntry("run_id", runFolder.getFileName().toString());
        assertThat(Files.readAllLines(runFolder.resolve("metrics/eval/pass_at_1")))
                .satisfiesExactly(
                        line -> assertThat(line).matches("\\d{13} 0.5 3"),
                        line -> assertThat(line).matches("\\d{13} 0.75 4"));
        assertThat(runFolder.resolve("params/rollout.hierarchical.hard_at")).hasContent("0.25");
        assertThat(runFolder.resolve("tags/mlflow.runName")).hasContent("seed5");
        assertThat(runFolder.resolve("artifacts/rollouts/step-000004.md")).hasContent("a rollout");
        assertThat(runFolder.resolve("artifacts/report.html")).hasContent("page");

        // a second run joins the experiment, and one that stopped has failed
        Mlflow second = Mlflow.open(store.toString(), CONFIG, RunFolder.of("runs/seed6"), new Configuration());
        second.end(false);
        try (Stream<Path> runs = Files.list(only(store))) {
            assertThat(runs.filter(Files::isDirectory)).hasSize(2);
        }
    }

    /** A request as it came. */
    private record Request(String call, String body) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new AssertionError(body, e);
            }
        }
    }

    /** The calls of MLflow's REST API that a run needs. */
    private static final class Server implements AutoCloseable {
        final List<Request> requests = new ArrayList<>();
        final HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        boolean refuses;

        Server() throws IOException {
            http.createContext("/", this::answer);
            http.start();
        }

        String url() {
            return "http://127.0.0.1:" + http.getAddress().getPort();
        }

        private synchronized void answer(HttpExchange exchange) throws IOException {
            String path = exchange.getRequestURI().getPath().replaceFirst("^/api/2.0/", "");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(exchange.getRequestMethod() + " " + path, body));
            int status = refuses ? 500 : path.endsWith("get-by-name") ? 404 : 200;
            String answer = switch (path) {
                case "mlflow/experiments/create" -> "{\"experiment_id\": \"7\"}";
                case "mlflow/runs/create" ->
                    "{\"run\": {\"info\": {\"run_id\": \"ab12\","
                            + " \"artifact_uri\": \"mlflow-artifacts:/7/ab12/artifacts\"}}}";
                default -> "{}";
            };
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }

    @Test
    void aServerIsToldThroughItsApi() throws IOException {
        try (Server server = new Server()) {
            Mlflow mlflow = Mlflow.open(server.url() + "/", CONFIG, run, new Configuration());
            mlflow.metrics(3, Map.of("eval/pass@1", 0.5));
            mlflow.samples(3, "a rollout");
            mlflow.end(true);

            List<Request> requests = server.requests;
            assertThat(requests)
                    .extracting(Request::call)
                    .startsWith(
                            "GET mlflow/experiments/get-by-name",
                            "POST mlflow/experiments/create",
                            "POST mlflow/runs/create");
            assertThat(requests.get(1).json().path("name").asText()).isEqualTo("trial");
            assertThat(requests.get(2).json().path("experiment_id").asText()).isEqualTo("7");
            assertThat(requests.get(2).json().path("run_name").asText()).isEqualTo("seed5");
            JsonNode params = requests.get(3).json().path("params");
            assertThat(params.size()).isBetween(50, 100);
            assertThat(params)
                    .anySatisfy(param -> assertThat(param.path("key").asText() + "="
                                    + param.path("value").asText())
                            .isEqualTo("advantage.step_weight=1.0"));
            JsonNode metric = requests.get(requests.size() - 3).json().at("/metrics/0");
            assertThat(metric.path("key").asText()).isEqualTo("eval/pass_at_1");
            assertThat(metric.path("value").asDouble()).isEqualTo(0.5);
            assertThat(metric.path("step").asInt()).isEqualTo(3);
            Request artifact = requests.get(requests.size() - 2);
            assertThat(artifact.call())
                    .isEqualTo("PUT mlflow-artifacts/artifacts/7/ab12/artifacts/rollouts/step-000003.md");
            assertThat(artifact.body()).isEqualTo("a rollout");
            assertThat(requests.get(requests.size() - 1).json().path("status").asText())
                    .isEqualTo("FINISHED");
        }
    }

    @Test
    void aServerThatRefusesOrIsNotThereIsNamed() throws IOException {
        String gone;
        try (Server server = new Server()) {
            gone = server.url();
            server.refuses = true;
            assertThatThrownBy(() -> Mlflow.open(server.url(), CONFIG, run, new Configuration()))
                    .hasMessageContaining(server.url() + " answered 500 to /api/2.0/mlflow/experiments/get-by-name");
        }
        assertThatThrownBy(() -> Mlflow.open(gone, CONFIG, run, new Configuration()))
                .hasMessage(gone + " does not answer (ConnectException); check tracking.mlflow");
    }

    @Test
    void credentialsComeFromTheEnvironment() {
        assertThat(MlflowServer.authorization(Map.of())).isNull();
        assertThat(MlflowServer.authorization(Map.of("MLFLOW_TRACKING_TOKEN", "t")))
                .isEqualTo("Bearer t");
        assertThat(MlflowServer.authorization(
                        Map.of("MLFLOW_TRACKING_USERNAME", "ann", "MLFLOW_TRACKING_PASSWORD", "p")))
                .isEqualTo("Basic YW5uOnA=");
    }
}

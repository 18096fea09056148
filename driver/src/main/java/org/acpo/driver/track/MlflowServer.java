package org.acpo.driver.track;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A run on an MLflow tracking server, over the REST API that all its clients use (version 2.0 of the API, MLflow 1.27 and
 * newer). Credentials come from the environment as with MLflow's own clients: {@code MLFLOW_TRACKING_TOKEN}, or
 * {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}.
 */
final class MlflowServer implements MlflowStore {
    private static final String API = "/api/2.0/mlflow/";
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
    /** Parameters that the server takes in one call. */
    private static final int BATCH = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI server;
    private final Configuration hadoop;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private String run = "";
    private String artifacts = "";

    private MlflowServer(URI server, Configuration hadoop) {
        this.server = server;
        this.hadoop = hadoop;
    }

    static MlflowServer begin(
            URI server, String experiment, String name, Map<String, String> tags, Configuration hadoop)
            throws IOException {
        MlflowServer store = new MlflowServer(server, hadoop);
        JsonNode info = store.post(
                        "runs/create",
                        Map.of(
                                "experiment_id",
                                store.experiment(experiment),
                                "run_name",
                                name,
                                "start_time",
                                System.currentTimeMillis(),
                                "tags",
                                pairs(tags)))
                .at("/run/info");
        store.run = info.path("run_id").asText();
        store.artifacts = info.path("artifact_uri").asText();
        return store;
    }

    private String experiment(String name) throws IOException {
        String query = "experiments/get-by-name?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        HttpResponse<String> known = send(request(API + query).GET());
        return known.statusCode() == 404
                ? post("experiments/create", Map.of("name", name))
                        .path("experiment_id")
                        .asText()
                : body(known).at("/experiment/experiment_id").asText();
    }

    @Override
    public void params(Map<String, String> params) throws IOException {
        List<Map<String, String>> all = pairs(params);
        for (int from = 0; from < all.size(); from += BATCH) {
            List<Map<String, String>> some = all.subList(from, Math.min(all.size(), from + BATCH));
            post("runs/log-batch", Map.of("run_id", run, "params", some));
        }
    }

    @Override
    public void metrics(int step, Map<String, Double> values, long time) throws IOException {
        List<Map<String, Object>> metrics = new ArrayList<>();
        values.forEach(
                (name, value) -> metrics.add(Map.of("key", name, "value", value, "timestamp", time, "step", step)));
        post("runs/log-batch", Map.of("run_id", run, "metrics", metrics));
    }

    /** Through the server where it keeps artifacts itself, otherwise straight to where it says they belong. */
    @Override
    public void artifact(String path, byte[] content) throws IOException {
        URI root = URI.create(artifacts);
        if ("mlflow-artifacts".equals(root.getScheme())) {
            String file = root.getPath().replaceFirst("^/+", "") + "/" + path;
            body(send(request(ARTIFACTS + file).PUT(BodyPublishers.ofByteArray(content))));
            return;
        }
        Path target = new Path(artifacts + "/" + path);
        try (OutputStream out = target.getFileSystem(hadoop).create(target, true)) {
            out.write(content);
        }
    }

    @Override
    public void end(boolean finished, long time) throws IOException {
        post("runs/update", Map.of("run_id", run, "status", finished ? "FINISHED" : "FAILED", "end_time", time));
    }

    private JsonNode post(String call, Map<String, ?> body) throws IOException {
        BodyPublisher json = BodyPublishers.ofString(JSON.writeValueAsString(body));
        return body(send(
                request(API + call).header("Content-Type", "application/json").POST(json)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path)).timeout(Duration.ofSeconds(10));
        String authorization = authorization(System.getenv());
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    static @Nullable String authorization(Map<String, String> environment) {
        String token = environment.get("MLFLOW_TRACKING_TOKEN");
        String user = environment.get("MLFLOW_TRACKING_USERNAME");
        if (token != null) {
            return "Bearer " + token;
        }
        String pair = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
        return user == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + server + " was asked", e);
        } catch (IOException e) {
            throw new IOException(
                    server + " does not answer (" + e.getClass().getSimpleName() + "); check tracking.mlflow", e);
        }
    }

    private JsonNode body(HttpResponse<String> response) throws IOException {
        if (response.statusCode() / 100 != 2) {
            String said = response.body().lines().findFirst().orElse("");
            throw new IOException(server + " answered " + response.statusCode() + " to "
                    + response.request().uri().getPath() + ": " + said);
        }
        return response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body());
    }

    private static List<Map<String, String>> pairs(Map<String, String> map) {
        return map.entrySet().stream()
                .map(entry -> Map.of("key", entry.getKey(), "value", entry.getValue()))
                .toList();
    }
}

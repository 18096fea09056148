package org.acpo.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import okio.Buffer;

/**
 * An API server on loopback that keeps what it is sent, fabric8's, with two things that Spark needs and it lacks:
 * server-side apply, and new pods that are pending.
 */
final class KubernetesApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

    private final KubernetesMockServer server;
    private final List<HasMetadata> created = new CopyOnWriteArrayList<>();

    KubernetesApi() {
        REQUESTS.setLevel(Level.WARNING);
        server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), new Objects(), false);
        server.init(InetAddress.getLoopbackAddress(), 0);
    }

    /** http://127.0.0.1:port. */
    String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    NamespacedKubernetesClient client() {
        return server.createClient();
    }

    /** The objects of a type as they were sent to be created, those deleted since too. */
    <T extends HasMetadata> List<T> created(Class<T> type) {
        return created.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void close() {
        server.destroy();
    }

    private final class Objects extends KubernetesCrudDispatcher {
        @Override
        public MockResponse handleCreate(RecordedRequest request) {
            String body = body(request);
            HasMetadata object = Serialization.unmarshal(body, HasMetadata.class);
            created.add(object);
            return super.handleCreate(request("POST", request.getPath(), request, pending(body)));
        }

        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            String kind = request.getHeader("Content-Type");
            if (kind == null || !kind.contains("apply-patch")) {
                return super.handlePatch(request);
            }
            String path = request.getPath().replaceFirst("\\?.*", "");
            String body = body(request);
            return handleGet(path).getStatus().contains(" 200")
                    ? handleUpdate(request("PUT", path, request, body))
                    : handleCreate(request("POST", path.substring(0, path.lastIndexOf('/')), request, body));
        }
    }

    private static String pending(String body) {
        try {
            ObjectNode object = (ObjectNode) JSON.readTree(body);
            if (object.path("kind").asText().equals("Pod")) {
                object.putObject("status").put("phase", "Pending");
            }
            return object.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String body(RecordedRequest request) {
        return request.getBody().clone().readUtf8();
    }

    private static RecordedRequest request(String method, String path, RecordedRequest like, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new RecordedRequest(
                method + " " + path + " HTTP/1.1",
                like.getHeaders(),
                List.of(),
                bytes.length,
                new Buffer().write(bytes),
                like.getSequenceNumber(),
                new Socket());
    }
}

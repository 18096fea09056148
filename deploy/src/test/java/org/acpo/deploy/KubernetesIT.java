package org.acpo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kubernetes/train.sh} against an API server on loopback, whose pods run as processes. What the API server was
 * sent is what a real one would be.
 */
class KubernetesIT {
    private static final String NAMESPACE = "ml";
    private static final String IMAGE = "registry.example/acpo:gpu";
    private static final String TOKEN = "hf_sesame0123456789";

    @TempDir
    Path folder;

    /** One of the executors' pods is lost on the way. */
    @Test
    void aJobOfADriverAndTwoExecutorPods() throws IOException {
        try (KubernetesApi api = new KubernetesApi();
                NamespacedKubernetesClient client = api.client()) {
            client.secrets()
                    .inNamespace(NAMESPACE)
                    .resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName("hf")
                            .endMetadata()
                            .addToData("token", base64(TOKEN))
                            .build())
                    .create();
            Path runs = Files.createDirectories(MiniKubelet.volume(folder, "acpo-runs"));
            Files.copy(Acpo.TINY, runs.resolve("tiny.yaml"));
            try (MiniKubelet kubelet = new MiniKubelet(client, folder, image())) {
                Acpo.Running running = submit(api);
                running.awaitRows(runs.resolve("first"), 2);
                kubelet.kill(api.created(Pod.class).get(1).getMetadata().getName());
                Acpo.Result result = running.await();
                List<Pod> pods = api.created(Pod.class);
                assertThat(pods).as(result.err()).isNotEmpty();
                String driver = pods.get(0).getMetadata().getName();
                String log = Files.readString(kubelet.log(driver));
                assertThat(phase(client, driver)).as(log + result.err()).isEqualTo("Succeeded");
                assertThat(log).contains("held-out pass@1").contains("{\"run\":\"");
                assertThat(result.out() + result.err() + log).doesNotContain(TOKEN);
            }
            Reference.assertSame(runs.resolve("first"));
            List<Pod> pods = api.created(Pod.class);
            assertThat(pods)
                    .as("the driver, two executors and another one")
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allSatisfy(KubernetesIT::assertPod);
            assertThat(pods.get(0).getMetadata().getLabels()).containsEntry("spark-role", "driver");
            assertThat(pods.subList(1, pods.size()))
                    .allSatisfy(
                            pod -> assertThat(pod.getMetadata().getLabels()).containsEntry("spark-role", "executor"));
            assertThat(api.created(ConfigMap.class))
                    .isNotEmpty()
                    .allSatisfy(map -> assertThat(map.toString()).doesNotContain(TOKEN));
        }
    }

    private static void assertPod(Pod pod) {
        Container container = pod.getSpec().getContainers().get(0);
        assertThat(container.getImage()).isEqualTo(IMAGE);
        assertThat(container.getResources().getLimits()).containsEntry("nvidia.com/gpu", new Quantity("1"));
        assertThat(pod.getSpec().getNodeSelector()).containsEntry("accelerator", "h100");
        assertThat(pod.getSpec().getTolerations())
                .anySatisfy(toleration -> assertThat(toleration.getKey()).isEqualTo("nvidia.com/gpu"));
        assertThat(container.getVolumeMounts())
                .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/dev/shm"))
                .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/etc/hf"));
        assertThat(pod.getSpec().getVolumes())
                .anyMatch(volume -> volume.getEmptyDir() != null
                        && "Memory".equals(volume.getEmptyDir().getMedium()))
                .anyMatch(volume -> volume.getSecret() != null
                        && volume.getSecret().getSecretName().equals("hf"));
        EnvVar token = container.getEnv().stream()
                .filter(variable -> variable.getName().equals("HF_TOKEN"))
                .findFirst()
                .orElseThrow();
        assertThat(token.getValue()).isNull();
        assertThat(token.getValueFrom().getSecretKeyRef().getName()).isEqualTo("hf");
        assertThat(pod.toString()).doesNotContain(TOKEN);
    }

    private Acpo.Running submit(KubernetesApi api) throws IOException {
        List<String> command = Acpo.with(
                List.of(
                        Acpo.DISTRIBUTION.resolve("kubernetes/train.sh").toString(),
                        "--recipe",
                        "/runs/tiny.yaml",
                        "--run",
                        "/runs/first"),
                "--spark-conf=spark.kubernetes.driver.master=" + api.url(),
                "--spark-conf=spark.driver.port=" + freePort(),
                "--spark-conf=spark.driver.blockManager.port=" + freePort(),
                "--spark-conf=spark.ui.enabled=false",
                "--spark-conf=spark.kubernetes.node.selector.accelerator=h100",
                "--spark-conf=spark.kubernetes.driver.secrets.hf=/etc/hf",
                "--spark-conf=spark.kubernetes.executor.secrets.hf=/etc/hf",
                "--spark-conf=spark.kubernetes.driver.secretKeyRef.HF_TOKEN=hf:token",
                "--spark-conf=spark.kubernetes.executor.secretKeyRef.HF_TOKEN=hf:token",
                "--spark-conf=spark.kubernetes.allocation.batch.delay=200ms",
                "--spark-conf=spark.acpo.device=cpu");
        Map<String, String> environment = Map.of(
                "K8S_MASTER", "k8s://" + api.url(),
                "IMAGE", IMAGE,
                "NAMESPACE", NAMESPACE,
                "EXECUTORS", "2",
                "EXECUTOR_CORES", "1",
                "DRIVER_MEMORY", "2g",
                "EXECUTOR_MEMORY", "1g");
        return Acpo.startProcess(folder, environment, command);
    }

    /** The environment of the image, as its Dockerfile sets it. */
    private Map<String, String> image() throws IOException {
        return Map.of(
                "ACPO_HOME", Acpo.DISTRIBUTION.toString(),
                "SPARK_HOME", Acpo.DISTRIBUTION.resolve("spark").toString(),
                "JAVA_HOME", System.getProperty("java.home"),
                "DJL_CACHE_DIR", Acpo.nativeCache().toString(),
                "SPARK_LOCAL_IP", "127.0.0.1",
                "PATH", GpuMachine.programs(folder, 1) + ":" + System.getenv("PATH"));
    }

    private static String phase(NamespacedKubernetesClient client, String pod) {
        return client.pods()
                .inNamespace(NAMESPACE)
                .withName(pod)
                .waitUntilCondition(
                        seen -> Stream.of("Succeeded", "Failed")
                                .anyMatch(seen.getStatus().getPhase()::equals),
                        1,
                        java.util.concurrent.TimeUnit.MINUTES)
                .getStatus()
                .getPhase();
    }

    private static String base64(String text) {
        return java.util.Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

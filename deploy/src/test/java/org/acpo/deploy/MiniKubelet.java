package org.acpo.deploy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Runs the pods of an API server as processes of this machine, as if each had been started from the image: the image's
 * folder is the distribution's, its entry point the shipped one, and every mount is a folder below {@code folder}. Paths
 * inside the container are replaced by those folders wherever the pod speaks of them.
 */
final class MiniKubelet implements AutoCloseable {
    private static final String IMAGE_HOME = "/opt/acpo";

    private final NamespacedKubernetesClient client;
    private final Path folder;
    private final Map<String, String> image;
    private final Map<String, Process> processes = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "kubelet");
    private volatile boolean closed;

    /** @param image environment of the image */
    MiniKubelet(NamespacedKubernetesClient client, Path folder, Map<String, String> image) {
        this.client = client;
        this.folder = folder;
        this.image = image;
        thread.start();
    }

    /** Host folder of a persistent volume. */
    static Path volume(Path folder, String claim) {
        return folder.resolve("volumes").resolve(claim);
    }

    /** What a pod's container wrote. */
    Path log(String pod) {
        return folder.resolve("pods").resolve(pod + ".log");
    }

    /** SIGKILL to what runs in a pod, as when its node is lost. */
    void kill(String pod) {
        Process process = processes.get(pod);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void run() {
        while (!closed) {
            List<Pod> pods = client.pods().inAnyNamespace().list().getItems();
            pods.forEach(this::care);
            List<String> names =
                    pods.stream().map(pod -> pod.getMetadata().getName()).toList();
            processes.forEach((name, process) -> {
                if (!names.contains(name)) {
                    process.destroy();
                }
            });
            Daemon.pause(200);
        }
    }

    private void care(Pod pod) {
        String name = pod.getMetadata().getName();
        Process process = processes.get(name);
        String phase = pod.getStatus().getPhase();
        if (process == null && phase.equals("Pending") && isComplete(pod)) {
            processes.put(name, start(pod));
            report(pod, "Running", null);
        } else if (process != null && phase.equals("Running") && !process.isAlive()) {
            report(pod, process.exitValue() == 0 ? "Succeeded" : "Failed", process.exitValue());
        }
    }

    /** Spark creates the pod first and the configuration that it mounts after it. */
    private boolean isComplete(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getConfigMap() != null)
                .allMatch(volume -> client.configMaps()
                                .inNamespace(pod.getMetadata().getNamespace())
                                .withName(volume.getConfigMap().getName())
                                .get()
                        != null);
    }

    private void report(Pod pod, String phase, Integer exitCode) {
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .edit(old -> {
                    var status = new PodBuilder(old)
                            .editOrNewStatus()
                            .withPhase(phase)
                            .withPodIP("127.0.0.1")
                            .withConditions(new PodConditionBuilder()
                                    .withType("Ready")
                                    .withStatus(exitCode == null ? "True" : "False")
                                    .build())
                            .withContainerStatuses()
                            .addNewContainerStatus()
                            .withName(container(pod).getName())
                            .withNewState();
                    return exitCode == null
                            ? status.withNewRunning()
                                    .endRunning()
                                    .endState()
                                    .endContainerStatus()
                                    .endStatus()
                                    .build()
                            : status.withNewTerminated()
                                    .withExitCode(exitCode)
                                    .endTerminated()
                                    .endState()
                                    .endContainerStatus()
                                    .endStatus()
                                    .build();
                });
    }

    private Process start(Pod pod) {
        try {
            Map<String, String> paths = mount(pod);
            Container container = container(pod);
            List<String> command = new ArrayList<>(
                    container.getCommand().isEmpty()
                            ? List.of(Acpo.DISTRIBUTION
                                    .resolve("docker/entrypoint.sh")
                                    .toString())
                            : container.getCommand());
            container.getArgs().forEach(argument -> command.add(translate(argument, paths)));
            Files.createDirectories(log("x").getParent());
            Path home = Files.createDirectories(
                    folder.resolve("pods").resolve(pod.getMetadata().getName()));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log(pod.getMetadata().getName()).toFile());
            builder.environment().clear();
            builder.environment().putAll(image);
            for (EnvVar variable : container.getEnv()) {
                builder.environment().put(variable.getName(), translate(value(pod, variable), paths));
            }
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Container container(Pod pod) {
        return pod.getSpec().getContainers().get(0);
    }

    private String value(Pod pod, EnvVar variable) {
        if (variable.getValueFrom() == null) {
            return variable.getValue() == null ? "" : variable.getValue();
        }
        if (variable.getValueFrom().getSecretKeyRef() != null) {
            var reference = variable.getValueFrom().getSecretKeyRef();
            return decoded(secret(pod, reference.getName()).get(reference.getKey()));
        }
        String field = variable.getValueFrom().getFieldRef().getFieldPath();
        return field.equals("status.podIP") ? "127.0.0.1" : pod.getMetadata().getName();
    }

    /** Makes the pod's volumes; path in the container to path here. */
    private Map<String, String> mount(Pod pod) throws IOException {
        Map<String, String> paths =
                new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(c -> c));
        paths.put(IMAGE_HOME, Acpo.DISTRIBUTION.toString());
        for (VolumeMount mount : container(pod).getVolumeMounts()) {
            Path here = folder.resolve("mounts")
                    .resolve(pod.getMetadata().getName())
                    .resolve(mount.getName());
            Volume volume = pod.getSpec().getVolumes().stream()
                    .filter(candidate -> candidate.getName().equals(mount.getName()))
                    .findFirst()
                    .orElseThrow();
            if (volume.getPersistentVolumeClaim() != null) {
                here = volume(folder, volume.getPersistentVolumeClaim().getClaimName());
            }
            paths.put(mount.getMountPath(), Files.createDirectories(here).toString());
        }
        for (VolumeMount mount : container(pod).getVolumeMounts()) {
            fill(pod, mount, paths);
        }
        return paths;
    }

    private void fill(Pod pod, VolumeMount mount, Map<String, String> paths) throws IOException {
        Path here = Path.of(paths.get(mount.getMountPath()));
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (!volume.getName().equals(mount.getName())) {
                continue;
            }
            if (volume.getConfigMap() != null) {
                Map<String, String> data = client.configMaps()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(volume.getConfigMap().getName())
                        .get()
                        .getData();
                Map<String, String> renamed = new HashMap<>();
                volume.getConfigMap().getItems().forEach(item -> renamed.put(item.getKey(), item.getPath()));
                for (Map.Entry<String, String> file : data.entrySet()) {
                    String name = renamed.getOrDefault(file.getKey(), file.getKey());
                    Files.writeString(here.resolve(name), translate(file.getValue(), forSpark(paths)));
                }
            } else if (volume.getSecret() != null) {
                for (Map.Entry<String, String> file :
                        secret(pod, volume.getSecret().getSecretName()).entrySet()) {
                    Files.writeString(here.resolve(file.getKey()), decoded(file.getValue()));
                }
            }
        }
    }

    /** The paths in Spark's own settings; the other ones it hands on to pods that it asks for, where they are meant. */
    private static Map<String, String> forSpark(Map<String, String> paths) {
        return paths.entrySet().stream()
                .filter(path -> path.getKey().startsWith("/opt/"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Map<String, String> secret(Pod pod, String name) {
        return client.secrets()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get()
                .getData();
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static String translate(String text, Map<String, String> paths) {
        String translated = text;
        for (Map.Entry<String, String> path : paths.entrySet()) {
            translated = translated.replace(path.getKey(), path.getValue());
        }
        // the name of the driver's service, which only the cluster's name server knows
        return translated.replaceAll("[a-z0-9-]+-svc\\.[a-z0-9-]+\\.svc", "127.0.0.1");
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        processes.values().forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }
}

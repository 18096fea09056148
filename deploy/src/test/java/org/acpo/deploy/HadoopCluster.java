package org.acpo.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** {@link MiniHadoop} in a process of its own, with the jars that it needs and no others. */
final class HadoopCluster implements AutoCloseable {
    private static final Path JARS = Path.of("target", "minicluster").toAbsolutePath();
    private static final Path CLASSES = Path.of("target", "test-classes").toAbsolutePath();
    private static final int GPUS_PER_NODE = 1;

    private final Path folder;
    private final Daemon daemon;
    private final String fileSystem;

    HadoopCluster(Path folder) {
        this.folder = folder;
        configure();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-Xmx768m",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                confFolder() + ":" + JARS + "/*:" + CLASSES,
                MiniHadoop.class.getName(),
                folder.toString());
        daemon = Daemon.start(folder, Map.of(), command);
        fileSystem = daemon.await("ready at (hdfs://\\S+)");
    }

    /** For {@code HADOOP_CONF_DIR}. */
    Path confFolder() {
        return folder.resolve("conf");
    }

    /** hdfs://host:port. */
    String fileSystem() {
        return fileSystem;
    }

    /** The cluster's file system, for this process. */
    FileSystem open() throws IOException {
        Configuration conf = new Configuration();
        conf.set("fs.defaultFS", fileSystem);
        return FileSystem.newInstance(conf);
    }

    /** Copies a folder of HDFS to {@code target}. */
    Path download(String path, Path target) throws IOException {
        try (FileSystem fs = open()) {
            fs.copyToLocalFile(
                    false, new org.apache.hadoop.fs.Path(path), new org.apache.hadoop.fs.Path(target.toUri()), true);
        }
        return target;
    }

    /** What the containers of all applications wrote to the given stream, stdout or stderr. */
    String containerLogs(String stream) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().equals(stream))
                    .map(HadoopCluster::text)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void configure() {
        try {
            Files.createDirectories(confFolder());
            write("resource-types.xml", Map.of("yarn.resource-types", "yarn.io/gpu"));
            write("node-resources.xml", Map.of("yarn.nodemanager.resource-type.yarn.io/gpu", "" + GPUS_PER_NODE));
            write(
                    "capacity-scheduler.xml",
                    Map.of(
                            "yarn.scheduler.capacity.root.queues", "default",
                            "yarn.scheduler.capacity.root.default.capacity", "100",
                            "yarn.scheduler.capacity.maximum-am-resource-percent", "0.9",
                            "yarn.scheduler.capacity.resource-calculator",
                                    "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator"));
            write(
                    "yarn-site.xml",
                    Map.of(
                            "yarn.minicluster.yarn.nodemanager.resource.memory-mb", "6144",
                            "yarn.scheduler.minimum-allocation-mb", "256",
                            "yarn.scheduler.maximum-allocation-mb", "6144",
                            "yarn.nodemanager.vmem-check-enabled", "false",
                            "yarn.nodemanager.pmem-check-enabled", "false",
                            "yarn.nodemanager.disk-health-checker.enable", "false",
                            "yarn.nodemanager.delete.debug-delay-sec", "600"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, Map<String, String> properties) throws IOException {
        Configuration conf = new Configuration(false);
        properties.forEach(conf::set);
        try (var out = Files.newOutputStream(confFolder().resolve(name))) {
            conf.writeXml(out);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        daemon.close();
    }
}

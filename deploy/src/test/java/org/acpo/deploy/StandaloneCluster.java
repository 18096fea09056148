package org.acpo.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Spark's standalone Master and Workers on loopback, a process each. */
final class StandaloneCluster implements AutoCloseable {
    private static final String LOG = "rootLogger.level = info\nrootLogger.appenderRef.stderr.ref = stderr\n"
            + "appender.stderr.type = Console\nappender.stderr.name = stderr\nappender.stderr.target = SYSTEM_ERR\n"
            + "appender.stderr.layout.type = PatternLayout\nappender.stderr.layout.pattern = %p %c{1}: %m%n%ex\n";

    private final Path folder;
    private final Path sparkHome;
    private final Path properties;
    private final List<Daemon> daemons = new ArrayList<>();
    private final String url;

    /** Starts a Master whose settings, and those of the Workers, are {@code settings}, with the Spark in {@code sparkHome}. */
    StandaloneCluster(Path folder, Path sparkHome, Map<String, String> settings) {
        this.folder = folder;
        this.sparkHome = sparkHome;
        this.properties = folder.resolve("daemons.conf");
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) -> lines.add(key + " " + value));
        try {
            Files.write(properties, lines);
            Files.writeString(folder.resolve("daemons-log4j2.properties"), LOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Daemon master = start("master.Master", "127.0.0.1", List.of());
        url = master.await("(spark://127\\.0\\.0\\.1:\\d+)");
    }

    /** The master's address for {@code --master}. */
    String url() {
        return url;
    }

    /** Starts a Worker with one core and waits until it is registered. */
    Daemon addWorker() {
        return addWorker("127.0.0.1");
    }

    /** As {@link #addWorker()}, on another of this machine's loopback addresses, which Spark takes for another host. */
    Daemon addWorker(String host) {
        Daemon worker = start(
                "worker.Worker",
                host,
                List.of(
                        "--cores",
                        "1",
                        "--memory",
                        "2g",
                        "--work-dir",
                        folder.resolve("work" + daemons.size()).toString(),
                        url));
        worker.await("Successfully registered with master");
        return worker;
    }

    private Daemon start(String name, String host, List<String> more) {
        List<String> command = new ArrayList<>(List.of(
                sparkHome.resolve("bin/spark-class").toString(),
                "org.apache.spark.deploy." + name,
                "--host",
                host,
                "--port",
                "0",
                "--webui-port",
                "0",
                "--properties-file",
                properties.toString()));
        command.addAll(more);
        Map<String, String> environment = Map.of(
                "SPARK_HOME",
                sparkHome.toString(),
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "SPARK_DAEMON_MEMORY",
                "256m",
                "SPARK_DAEMON_JAVA_OPTS",
                "-Dlog4j2.configurationFile=" + folder.resolve("daemons-log4j2.properties"));
        Daemon daemon = Daemon.start(folder, environment, command);
        daemons.add(daemon);
        return daemon;
    }

    /** Ends all, the Master last. */
    @Override
    public void close() {
        for (int i = daemons.size() - 1; i >= 0; i--) {
            daemons.get(i).close();
        }
    }
}

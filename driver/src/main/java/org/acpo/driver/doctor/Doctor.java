package org.acpo.driver.doctor;

import ai.djl.engine.Engine;
import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.acpo.driver.spark.Sessions;
import org.acpo.executors.engine.LibtorchCheck;
import org.acpo.executors.model.ModelFolder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The checks, each independent of the others. Leaves nothing behind. */
public final class Doctor {
    /** The versions that bin/acpo takes too. */
    static final int OLDEST_JAVA = 17;

    static final int NEWEST_JAVA = 22;
    private static final String JAVA = "from " + OLDEST_JAVA + " to " + NEWEST_JAVA;

    private static final long GIB = 1L << 30;
    private static final long SMALLEST_HEAP = 2 * GIB;
    private static final long NATIVES = 2 * GIB;

    private Doctor() {}

    /**
     * Runs all checks.
     *
     * @param folder where runs are to be written, on any Hadoop file system
     * @param heard hears of each finding as it comes
     */
    public static void examine(String folder, Consumer<Finding> heard) {
        heard.accept(java(Runtime.version().feature()));
        heard.accept(memory(
                Runtime.getRuntime().maxMemory(),
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize()));
        heard.accept(nativeFolder(new File(System.getenv().getOrDefault("DJL_CACHE_DIR", "."))));
        heard.accept(Finding.of(
                "libtorch",
                LibtorchCheck::multiply,
                "the native libraries do not load; see their message, and"
                        + " whether DJL_CACHE_DIR can be written and is not mounted noexec"));
        heard.accept(Finding.of(
                "model",
                Doctor::encode,
                "the base policy or the tokenizer's native library is missing;"
                        + " build or unpack the distribution anew"));
        heard.accept(gpu());
        heard.accept(fileSystem(folder, new Configuration()));
        heard.accept(ports());
        heard.accept(Finding.of(
                "Spark",
                Doctor::count,
                "see whether the master is reachable from here and grants"
                        + " executors; try --master local[2] --verbose"));
    }

    static Finding java(int feature) {
        String found = System.getProperty("java.version") + " at " + System.getProperty("java.home");
        if (feature > NEWEST_JAVA) {
            return Finding.wrong(
                    "Java",
                    found,
                    "Hadoop 3.3, with which Spark 3.5 logs in, needs Subject.getSubject, which Java has refused since 23;"
                            + " set JAVA_HOME to a Java " + JAVA);
        }
        return feature < OLDEST_JAVA
                ? Finding.wrong("Java", found, "acpo is compiled for Java 17; set JAVA_HOME to a Java " + JAVA)
                : Finding.ok("Java", found);
    }

    static Finding memory(long heap, long machine) {
        String found = String.format(
                Locale.ROOT,
                "%.1f GiB of heap, %.1f GiB in the machine, %d processors",
                heap / (double) GIB,
                machine / (double) GIB,
                Runtime.getRuntime().availableProcessors());
        if (heap > machine) {
            return Finding.wrong("memory", found, "the heap is larger than the machine; lower ACPO_DRIVER_MEMORY");
        }
        return heap < SMALLEST_HEAP * 0.9
                ? Finding.warning("memory", found, "small models fit, others may not; raise ACPO_DRIVER_MEMORY")
                : Finding.ok("memory", found);
    }

    static Finding nativeFolder(File folder) {
        File existing = folder.getAbsoluteFile();
        while (!existing.exists() && existing.getParentFile() != null) {
            existing = existing.getParentFile();
        }
        String found =
                String.format(Locale.ROOT, "%s, %.1f GiB free", folder, existing.getUsableSpace() / (double) GIB);
        if (!existing.canWrite()) {
            return Finding.wrong("native cache", found + ", not writable", "set DJL_CACHE_DIR to a folder of yours");
        }
        return existing.getUsableSpace() < NATIVES
                ? Finding.warning("native cache", found, "the native libraries need 0.5 GiB; free some space")
                : Finding.ok("native cache", found);
    }

    private static String encode() {
        ModelFolder nano = ModelFolder.read(ModelFolder.BUILTIN_NANO, new Configuration());
        int tokens = nano.tokenizer().encode("2 * 3 = 6").length;
        return "builtin:nano reads, '2 * 3 = 6' is " + tokens + " tokens";
    }

    private static Finding gpu() {
        try {
            int count = Engine.getEngine("PyTorch").getGpuCount();
            if (count > 0) {
                return Finding.ok("GPU", count + ", seen by libtorch");
            }
            return new File("/dev/nvidia0").exists()
                    ? Finding.warning(
                            "GPU",
                            "the machine has one that libtorch does not see",
                            "the shipped libtorch is"
                                    + " for processors; see deploy/docker/Dockerfile.gpu for one with CUDA")
                    : Finding.ok("GPU", "none; runs on the processor");
        } catch (RuntimeException | LinkageError e) {
            return Finding.warning("GPU", "cannot tell: " + e.getMessage(), "mend libtorch first");
        }
    }

    /** Writes, reads, renames and deletes, as checkpoints need it. */
    static Finding fileSystem(String folder, Configuration hadoop) {
        return Finding.of(
                "file system",
                () -> {
                    Path root = new Path(folder);
                    FileSystem fs = root.getFileSystem(hadoop);
                    List<Path> missing = new ArrayList<>();
                    for (Path at = root; at != null && !fs.exists(at); at = at.getParent()) {
                        missing.add(at);
                    }
                    Path probe = new Path(root, ".acpo-doctor-" + UUID.randomUUID());
                    try {
                        tryOut(fs, probe);
                    } finally {
                        fs.delete(probe, true);
                        for (Path made : missing) {
                            fs.delete(made, false);
                        }
                    }
                    return fs.makeQualified(root) + " can be written, read and renamed in";
                },
                "give --run a folder that this user may write, with the scheme of its file system (file:, hdfs:, s3a:)");
    }

    private static void tryOut(FileSystem fs, Path probe) throws IOException {
        byte[] bytes = "acpo".getBytes(StandardCharsets.UTF_8);
        Path first = new Path(probe, "a");
        Path second = new Path(probe, "b");
        try (OutputStream out = fs.create(first, false)) {
            out.write(bytes);
        }
        if (!fs.rename(first, second)) {
            throw new IOException("renaming is refused");
        }
        try (InputStream in = fs.open(second)) {
            if (!new String(in.readAllBytes(), StandardCharsets.UTF_8).equals("acpo")) {
                throw new IOException("what was read is not what was written");
            }
        }
    }

    private static Finding ports() {
        String host;
        try {
            host = InetAddress.getLocalHost().toString();
        } catch (UnknownHostException e) {
            return Finding.warning(
                    "network",
                    String.valueOf(e.getMessage()),
                    "the machine's own name does not resolve; add it to" + " /etc/hosts or set SPARK_LOCAL_IP");
        }
        return Finding.of(
                "network",
                () -> {
                    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                        return host + "; port " + socket.getLocalPort() + " could be opened on loopback";
                    }
                },
                "no port can be opened on loopback; see the limits of the container or sandbox");
    }

    private static String count() {
        try (SparkSession spark = Sessions.open("acpo doctor")) {
            long rows = spark.range(0, 100, 1, 4).count();
            if (rows != 100) {
                throw new IllegalStateException("counted " + rows + " instead of 100 rows");
            }
            return spark.version() + " on " + spark.sparkContext().master() + ", ran a job";
        }
    }
}

package org.acpo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On YARN, with everything that a run leaves behind on HDFS and a GPU counted for each executor. */
class YarnIT {
    @TempDir
    static Path folder;

    private static HadoopCluster hadoop;

    @BeforeAll
    static void startHadoop() {
        hadoop = new HadoopCluster(folder);
    }

    @AfterAll
    static void stopHadoop() {
        hadoop.close();
    }

    @Test
    void theDriverHere() throws IOException {
        Acpo.Result result = train("client");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.lastLine()).contains(hadoop.fileSystem() + "/runs/client");
        assertSameOnHdfs("client");
    }

    @Test
    void theDriverOnTheCluster() throws IOException {
        Acpo.Result result = train("cluster");
        assertThat(result.exitCode())
                .as(() -> result.err() + hadoop.containerLogs("stderr"))
                .isZero();
        assertThat(hadoop.containerLogs("stdout")).contains("{\"run\":\"" + hadoop.fileSystem() + "/runs/cluster\"");
        assertSameOnHdfs("cluster");
    }

    /** The name node refuses writes for some seconds in the middle of the run, which waits for it. */
    @Test
    void hdfsIsInSafeModeForAWhile() throws IOException {
        String path = "/runs/safe-mode";
        Acpo.Running running = Acpo.start(
                folder,
                Map.of("HADOOP_CONF_DIR", hadoop.confFolder().toString()),
                List.of(
                        "train",
                        "--recipe=" + Acpo.TINY,
                        "--run=" + path,
                        "--master=local[2]",
                        "--spark-conf=spark.hadoop.dfs.client.retry.policy.spec=500,100"));
        try (FileSystem fs = hadoop.open()) {
            DistributedFileSystem hdfs = (DistributedFileSystem) fs;
            while (!hdfs.exists(new org.apache.hadoop.fs.Path(path + "/metrics.jsonl"))
                    && running.process().isAlive()) {
                Daemon.pause(50);
            }
            hdfs.setSafeMode(SafeModeAction.SAFEMODE_ENTER);
            Daemon.pause(8_000);
            assertThat(running.process().isAlive()).as("the run waits").isTrue();
            hdfs.setSafeMode(SafeModeAction.SAFEMODE_LEAVE);
        }
        Acpo.Result result = running.await();
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertSameOnHdfs("safe-mode");
    }

    private static Acpo.Result train(String deployMode) throws IOException {
        Path discover = GpuMachine.discoveryScript(folder, 1);
        List<String> command = Acpo.with(
                List.of(Acpo.DISTRIBUTION.resolve("yarn/train.sh").toString()),
                "--recipe=" + Acpo.TINY,
                "--run=/runs/" + deployMode,
                "--spark-conf=spark.yarn.jars=local:" + Acpo.DISTRIBUTION.resolve("spark/jars") + "/*",
                "--spark-conf=spark.yarn.populateHadoopClasspath=false",
                "--spark-conf=spark.executor.resource.gpu.amount=1",
                "--spark-conf=spark.executor.resource.gpu.discoveryScript=./discover.sh",
                "--spark-conf=spark.task.resource.gpu.amount=1",
                "--spark-conf=spark.acpo.device=cpu",
                "--spark-conf=spark.files=" + discover);
        Map<String, String> environment = Map.of(
                "HADOOP_CONF_DIR", hadoop.confFolder().toString(),
                "SPARK_LOCAL_IP", "127.0.0.1",
                "DEPLOY_MODE", deployMode,
                "EXECUTORS", "2",
                "EXECUTOR_CORES", "1",
                "EXECUTOR_MEMORY", "1g",
                "MEMORY_OVERHEAD", "512m",
                "EXECUTOR_JAVA_HOME", System.getProperty("java.home"),
                "NATIVE_CACHE", Acpo.nativeCache().toString());
        return Acpo.startProcess(folder, environment, command).await();
    }

    private static void assertSameOnHdfs(String name) throws IOException {
        Reference.assertSame(hadoop.download("/runs/" + name, folder.resolve("downloaded-" + name)));
    }
}

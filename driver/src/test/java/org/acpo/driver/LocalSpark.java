package org.acpo.driver;

import org.acpo.driver.spark.Sessions;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.sql.SparkSession;

/** The Spark of tests: inside this process, loopback, no web page, the settings that tasks rely on. */
public final class LocalSpark {
    private LocalSpark() {}

    /** The session, Kryo as strict as in training, started by the first call and ended with the process. */
    public static SparkSession session() {
        return SparkSession.builder()
                .config(Sessions.configure(local(), "tests"))
                .getOrCreate();
    }

    /**
     * A session as a user's shell has it: Spark's own defaults, no plugin, nothing of ours. The caller stops it, so that
     * the next {@link #session} is not this one.
     *
     * @param serializer of {@code spark.serializer}
     */
    public static SparkSession plain(Class<? extends Serializer> serializer) {
        session().stop();
        SparkConf conf = local().setAppName("shell").set("spark.serializer", serializer.getName());
        return SparkSession.builder().config(conf).getOrCreate();
    }

    private static SparkConf local() {
        return new SparkConf()
                .set("spark.master", "local[2]")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.sql.shuffle.partitions", "2")
                .set("spark.sql.sources.parallelPartitionDiscovery.threshold", "1000");
    }
}

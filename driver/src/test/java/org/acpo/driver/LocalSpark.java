package org.acpo.driver;

import org.acpo.driver.spark.Sessions;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The Spark of tests: inside this process, loopback, no web page, the settings that tasks rely on. */
public final class LocalSpark {
    private LocalSpark() {}

    /** The session, started by the first call and ended with the process. */
    public static SparkSession session() {
        SparkConf conf = new SparkConf()
                .set("spark.master", "local[2]")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.sql.shuffle.partitions", "2")
                .set("spark.sql.sources.parallelPartitionDiscovery.threshold", "1000");
        return SparkSession.builder().config(Sessions.configure(conf, "tests")).getOrCreate();
    }
}

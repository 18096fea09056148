package org.acpo.driver;

import org.apache.spark.sql.SparkSession;

/** The Spark of tests: inside this process, loopback, no web page, Kryo as strict as in training. */
public final class LocalSpark {
    private LocalSpark() {}

    /** The session, started by the first call and ended with the process. */
    public static SparkSession session() {
        return SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.sources.parallelPartitionDiscovery.threshold", 1000)
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .config("spark.kryo.registrationRequired", true)
                .getOrCreate();
    }
}

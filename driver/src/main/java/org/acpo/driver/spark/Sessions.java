package org.acpo.driver.spark;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.acpo.executors.replica.ReplicaPlugin;
import org.acpo.executors.task.KryoClasses;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.sql.SparkSession;

/** Spark sessions with the settings that tasks rely on. */
public final class Sessions {
    /** What Spark's own readers of Parquet send besides our values, and does not register itself. */
    private static final List<String> SQL_TYPES = List.of(
            "BooleanType$",
            "ByteType$",
            "ShortType$",
            "IntegerType$",
            "LongType$",
            "FloatType$",
            "DoubleType$",
            "StringType$",
            "DateType$",
            "TimestampType$",
            "DecimalType",
            "ArrayType",
            "MapType",
            "Metadata");

    /** Keeps glibc from giving freed tensors back to the kernel, in huge pages; bin/acpo says why and does so for the driver. */
    private static final Map<String, String> EXECUTOR_MEMORY = Map.of(
            "MALLOC_MMAP_MAX_", "0",
            "MALLOC_TRIM_THRESHOLD_", "1000000000000",
            "MALLOC_TOP_PAD_", "67108864",
            "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

    /** Arenas of glibc's allocator: one for each core, but what is free in one is lost to the others. */
    private static final int FEWEST_ARENAS = 2;

    private static final int MOST_ARENAS = 8;

    private Sessions() {}

    /** The session of this application: what spark-submit gave, or {@code local[*]} when nothing names a master. */
    public static SparkSession open(String name) {
        return SparkSession.builder().config(configure(new SparkConf(), name)).getOrCreate();
    }

    /** Adds the settings; those that the user gave stay. */
    public static SparkConf configure(SparkConf conf, String name) {
        conf.setIfMissing("spark.app.name", name);
        conf.setIfMissing("spark.master", "local[*]");
        conf.setIfMissing("spark.plugins", ReplicaPlugin.class.getName() + "," + RunGauges.class.getName());
        conf.setIfMissing("spark.serializer", KryoSerializer.class.getName());
        conf.setIfMissing("spark.kryo.registrationRequired", "true");
        conf.setIfMissing("spark.kryo.registrator", KryoClasses.class.getName());
        conf.setIfMissing(
                "spark.kryo.classesToRegister",
                SQL_TYPES.stream()
                        .map(type -> "org.apache.spark.sql.types." + type)
                        .collect(Collectors.joining(",")));
        int arenas = Math.max(FEWEST_ARENAS, Math.min(MOST_ARENAS, conf.getInt("spark.executor.cores", MOST_ARENAS)));
        conf.setIfMissing("spark.executorEnv.MALLOC_ARENA_MAX", String.valueOf(arenas));
        EXECUTOR_MEMORY.forEach((variable, value) -> conf.setIfMissing("spark.executorEnv." + variable, value));
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        // a name node that is in safe mode for a while is waited for
        conf.setIfMissing("spark.hadoop.dfs.client.retry.policy.enabled", "true");
        conf.setIfMissing("spark.sql.shuffle.partitions", "8");
        return conf;
    }
}

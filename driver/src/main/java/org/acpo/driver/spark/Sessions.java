package org.acpo.driver.spark;

import java.util.List;
import java.util.stream.Collectors;
import org.acpo.driver.launch.NativeLibraries;
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
        int arenas = NativeLibraries.arenas(conf.getInt("spark.executor.cores", Integer.MAX_VALUE));
        conf.setIfMissing("spark.executorEnv." + NativeLibraries.ARENAS, String.valueOf(arenas));
        NativeLibraries.MEMORY.forEach((variable, value) -> conf.setIfMissing("spark.executorEnv." + variable, value));
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        // a name node that is in safe mode for a while is waited for
        conf.setIfMissing("spark.hadoop.dfs.client.retry.policy.enabled", "true");
        conf.setIfMissing("spark.sql.shuffle.partitions", "8");
        return conf;
    }
}

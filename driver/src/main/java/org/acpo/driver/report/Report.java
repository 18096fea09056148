package org.acpo.driver.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.acpo.common.UserException;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Writes the page about a run. Driver side; may be called at any time, also while the run goes on. */
public final class Report {
    private static final int MAX_POINTS = 500;
    /** Updates whose rollouts are read, and those of them whose rollouts may be shown. */
    private static final int MAX_READ = 120;

    private static final int MAX_SHOWN = 40;
    private static final Sample.Limits SAMPLE = new Sample.Limits(300, 3_000_000);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Report() {}

    /**
     * Reads the run's configuration, metrics and rollouts, as far as they are there, and replaces its {@code report.html}.
     *
     * @throws UserException if the folder holds no run, or its files cannot be read or the page not be written
     */
    public static void write(SparkSession spark, RunFolder run) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        String page = Page.render(gather(spark, run, hadoop), JSON);
        HadoopFiles.write(run.report(), page, hadoop);
    }

    private static PageData gather(SparkSession spark, RunFolder run, Configuration hadoop) {
        if (!HadoopFiles.exists(run.config(), hadoop)) {
            throw new UserException(run.root() + " holds no run: it has no config.yaml; give the folder of a run, as "
                    + "acpo train names it at its end");
        }
        Setup setup = Setup.read(run.config(), hadoop);
        Metrics log = Metrics.read(run, hadoop);
        RolloutFiles files = RolloutFiles.of(run, hadoop).thinned(MAX_READ);
        Dataset<Row> rollouts = files.isEmpty() ? null : files.rows(quickSession(spark));
        return new PageData(
                run.root().getName(),
                setup,
                Headline.of(log),
                Change.of(log),
                Phase.of(log),
                MetricCurves.of(log, MAX_POINTS),
                rollouts == null
                        ? null
                        : Attributions.of(rollouts, files.steps().size(), setup.buckets()),
                rollouts == null ? Sample.none() : sample(files, rollouts));
    }

    private static Sample sample(RolloutFiles files, Dataset<Row> rollouts) {
        Dataset<Row> shown = rollouts.where(files.thinned(MAX_SHOWN).includes(rollouts));
        return Sample.of(shown, SAMPLE, JSON);
    }

    /** The same Spark, set for a few small queries: folders listed by the driver itself, few shuffle partitions. */
    private static SparkSession quickSession(SparkSession spark) {
        SparkSession session = spark.newSession();
        session.conf().set("spark.sql.sources.parallelPartitionDiscovery.threshold", MAX_READ);
        session.conf().set("spark.sql.shuffle.partitions", 4);
        session.conf().set("spark.sql.codegen.wholeStage", false);
        return session;
    }
}

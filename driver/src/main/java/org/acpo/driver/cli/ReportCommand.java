package org.acpo.driver.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.report.Report;
import org.acpo.driver.spark.Sessions;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acpo report}: writes the page about a run again, with everything the run has left so far. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes DIR/report.html from what a run has left in DIR: config.yaml, metrics.jsonl and rollouts.",
            "",
            "The page is one file that needs no network. A run that still goes on can be reported as well."
        },
        footer = {"", "Examples:", "  acpo report --run runs/seed5", "  acpo report --run hdfs:///runs/first"})
public final class ReportCommand implements Callable<Integer> {
    @Option(
            names = "--run",
            required = true,
            paramLabel = "DIR",
            description = "Run folder, on any Hadoop file system.")
    private String run;

    @Mixin
    private SparkOptions sparkOptions;

    @Override
    public Integer call() {
        sparkOptions.apply();
        RunFolder folder = RunFolder.of(run);
        try (SparkSession spark = session()) {
            Report.write(spark, folder);
        }
        CommandOutput.print(Map.of("run", run, "report", folder.report().toString()));
        return 0;
    }

    /** As other commands have it, but without policies on the executors. */
    private static SparkSession session() {
        SparkConf conf = new SparkConf().setIfMissing("spark.plugins", "");
        return SparkSession.builder()
                .config(Sessions.configure(conf, "acpo report"))
                .getOrCreate();
    }
}

package org.acpo.driver.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.report.Report;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acpo report}: writes the page about a run again, with everything the run has left so far. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes DIR/report.html from what a run has left in DIR: config.yaml, metrics.jsonl and rollouts.",
            "The page is one file that needs no network. A run that still goes on can be reported as well."
        })
final class ReportCommand implements Callable<Integer> {
    @Option(
            names = "--run",
            required = true,
            paramLabel = "DIR",
            description = "Run folder, on any Hadoop file system.")
    private String run;

    @Override
    public Integer call() throws Exception {
        RunFolder folder = RunFolder.of(run);
        Report.write(spark(), folder);
        System.out.println(new ObjectMapper()
                .writeValueAsString(Map.of("report", folder.report().toString())));
        return 0;
    }

    /** The session that spark-submit set up, or else one of this machine. */
    private static SparkSession spark() {
        SparkConf conf = new SparkConf()
                .setIfMissing("spark.app.name", "acpo report")
                .setIfMissing("spark.master", "local[*]")
                .setIfMissing("spark.ui.enabled", "false");
        return SparkSession.builder().config(conf).getOrCreate();
    }
}

package org.acpo.driver.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.driver.lab.study.Study;
import org.acpo.driver.lab.study.StudyConfig;
import org.acpo.driver.spark.Sessions;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acpo study}. */
@Command(
        name = "study",
        mixinStandardHelpOptions = true,
        description = {
            "Compares methods: trains each on every task with every seed, and puts the results side by side.",
            "",
            "DIR receives a run folder for every run, steps.parquet (metrics of every step, with scores of its credit where"
                    + " the problems' right steps are known), comparison.json and study.html. They are written again after every"
                    + " run. The same command continues a study that was stopped; finished runs are not repeated."
        },
        footer = {
            "",
            "Examples:",
            "  acpo study --recipe study/chains --out studies/chains",
            "  acpo study --recipe my-study.yaml --out hdfs:///studies/mine --master yarn"
        })
final class StudyCommand implements Callable<Integer> {
    @Option(
            names = "--recipe",
            required = true,
            paramLabel = "NAME|FILE",
            description = "A shipped study (study/...), or a YAML file.")
    private String recipe;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder on any Hadoop file system.")
    private String out;

    @Option(names = "--master", paramLabel = "URL", description = "Spark master; default local[*].")
    private @Nullable String master;

    @Override
    public Integer call() {
        StudyConfig config = StudyConfig.of(Recipes.find(recipe));
        if (master != null) {
            System.setProperty("spark.master", master);
        }
        try (SparkSession spark = Sessions.open("acpo study")) {
            Path folder = new Path(out);
            List<Map<String, Object>> rows = Study.run(spark, config, folder, Recipes::find, System.err::println);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("study", out);
            result.put("page", new Path(folder, "study.html").toString());
            result.put("comparison", rows);
            CommandOutput.print(result);
        }
        return 0;
    }
}

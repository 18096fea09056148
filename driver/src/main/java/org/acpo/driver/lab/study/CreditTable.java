package org.acpo.driver.lab.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.acpo.common.lab.CreditScore;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.StepJudge;
import org.acpo.common.problem.StepTruth;
import org.acpo.common.problem.generate.Generators;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.spark.Problems;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Credit of a run's steps against the truth, where the problems' right steps are known. */
final class CreditTable {
    private CreditTable() {}

    /** The score of each step that has rollouts. */
    static Map<Integer, CreditScore> of(SparkSession spark, StudyRun run, RunFolder folder) {
        Map<String, StepJudge> judges = new HashMap<>();
        for (Problem problem : Problems.load(spark, run.config().data().train())) {
            Generators.judge(problem).ifPresent(judge -> judges.put(problem.id(), judge));
        }
        Map<Integer, CreditScore> scores = new TreeMap<>();
        if (judges.isEmpty()) {
            return scores;
        }
        Dataset<Row> rows = spark.read()
                .parquet(folder.rollouts().toString())
                .select(
                        "step",
                        "problem_id",
                        "response",
                        "token_texts",
                        "segment_ends",
                        "attributions",
                        "step_classes");
        rows.collectAsList().forEach(row -> {
            StepJudge judge = judges.get(row.getString(1));
            if (judge != null) {
                scores.computeIfAbsent(row.getInt(0), step -> new CreditScore())
                        .add(
                                StepTruth.of(judge, row.getString(2)),
                                row.getList(3),
                                ints(row.getList(4)),
                                row.<Double>getList(5).stream()
                                        .mapToDouble(Double::doubleValue)
                                        .toArray(),
                                ints(row.getList(6)));
            }
        });
        return scores;
    }

    private static int[] ints(List<Integer> values) {
        return new ArrayList<>(values).stream().mapToInt(Integer::intValue).toArray();
    }
}

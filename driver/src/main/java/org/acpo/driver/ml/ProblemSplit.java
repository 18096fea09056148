package org.acpo.driver.ml;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.random.RolloutRandom;
import org.acpo.driver.spark.Problems;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** A table's problems, those to train on and those held out. */
record ProblemSplit(List<Problem> train, List<Problem> heldOut) {
    /** Stands for the policy version in the random numbers that decide a split. */
    private static final int RANDOM_VERSION = -2;

    /** Holds out the rows in which a boolean column is true; null counts as false. */
    static ProblemSplit byColumn(Dataset<Row> table, String column, SourceConfig source) {
        Dataset<Row> heldOut = table.filter(table.col(column));
        Dataset<Row> train = table.filter(functions.not(functions.coalesce(table.col(column), functions.lit(false))));
        if (heldOut.isEmpty() || train.isEmpty()) {
            throw new UserException("validationCol '" + column + "' is true in " + (heldOut.isEmpty() ? "no" : "every")
                    + " row; some rows must be held out and some trained on");
        }
        return new ProblemSplit(Problems.ofRows(train, source), Problems.ofRows(heldOut, source));
    }

    /** Holds out a share, at least one problem; which ones is a function of the seed and the ids. */
    static ProblemSplit byFraction(List<Problem> all, double fraction, long seed) {
        int n = Math.max(1, (int) Math.round(fraction * all.size()));
        if (n >= all.size()) {
            throw new UserException("evalFraction " + fraction + " of " + all.size()
                    + " problems leaves none to train on; give more rows or a smaller share");
        }
        Set<Problem> heldOut = new HashSet<>(all.stream()
                .sorted(Comparator.comparingDouble(problem ->
                        RolloutRandom.of(seed, RANDOM_VERSION, problem.id(), 0).uniform(0)))
                .limit(n)
                .toList());
        return new ProblemSplit(
                all.stream().filter(problem -> !heldOut.contains(problem)).toList(),
                all.stream().filter(heldOut::contains).toList());
    }
}

package org.acpo.driver.ml;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.problem.source.FieldMapping;
import org.acpo.common.verify.Verifier;
import org.acpo.common.verify.Verifiers;
import org.acpo.driver.spark.RowValues;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Verifies the completions of a partition and gives the sum over rows of the share that is right, with the number of rows.
 * Runs on executors. A row without a completion counts as wrong.
 */
record VerifyTask(Verifier verifier, SourceConfig source, String completionCol)
        implements MapPartitionsFunction<Row, Tuple2<Double, Long>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Tuple2<Double, Long>> call(Iterator<Row> rows) {
        FieldMapping mapping = new FieldMapping(source);
        double right = 0;
        long n = 0;
        while (rows.hasNext()) {
            Row row = rows.next();
            Problem problem = mapping.problem(values(row), "row " + n, "row-" + n);
            Verifiers.checkGold(verifier, List.of(problem));
            List<String> completions = completions(row);
            long correct = completions.stream()
                    .filter(text -> verifier.verify(problem, text, 0, false).correct())
                    .count();
            right += completions.isEmpty() ? 0 : (double) correct / completions.size();
            n++;
        }
        return List.of(new Tuple2<>(right, n)).iterator();
    }

    private List<String> completions(Row row) {
        int at = row.fieldIndex(completionCol);
        if (row.isNullAt(at)) {
            return List.of();
        }
        return row.get(at) instanceof String text ? List.of(text) : row.getList(at);
    }

    /** The columns that can be a field of a problem; the completions are none. */
    private Map<String, Object> values(Row row) {
        Map<String, Object> values = RowValues.of(row);
        values.remove(completionCol);
        return values;
    }
}

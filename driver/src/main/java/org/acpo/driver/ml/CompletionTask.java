package org.acpo.driver.ml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.acpo.executors.rollout.Completion;
import org.acpo.executors.rollout.CompletionSpec;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/**
 * Appends completions, their log-probabilities and entropies to the rows of a partition. Runs on executors. A typed
 * operation that follows may get the very rows that are made here, so they know their schema and hold what Row's getters
 * expect.
 *
 * @param schema of the rows that come out
 * @param problem position of the column with the problem's text
 * @param id position of the id column, or −1 to take the text
 */
record CompletionTask(CompletionSpec spec, StructType schema, int problem, int id)
        implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private static final int ADDED = 3;

    /** Rows that are in memory together: enough to keep the slots busy, few enough for partitions of any size. */
    private static final int ROWS = 256;

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Chunks(rows);
    }

    private final class Chunks implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final Deque<Row> ready = new ArrayDeque<>();

        Chunks(Iterator<Row> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return !ready.isEmpty() || rows.hasNext();
        }

        @Override
        public Row next() {
            if (ready.isEmpty()) {
                List<Row> chunk = new ArrayList<>();
                while (chunk.size() < ROWS && rows.hasNext()) {
                    chunk.add(rows.next());
                }
                ready.addAll(completed(chunk));
            }
            if (ready.isEmpty()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }
    }

    private List<Row> completed(List<Row> rows) {
        List<CompletionSpec.Order> orders = rows.stream()
                .filter(row -> !row.isNullAt(problem))
                .map(this::order)
                .toList();
        Iterator<List<Completion>> completions = spec.complete(orders).iterator();
        return rows.stream()
                .map(row -> extended(row, row.isNullAt(problem) ? null : completions.next()))
                .toList();
    }

    private CompletionSpec.Order order(Row row) {
        String text = row.getString(problem);
        return new CompletionSpec.Order(id < 0 || row.isNullAt(id) ? text : String.valueOf(row.get(id)), text);
    }

    private Row extended(Row row, @Nullable List<Completion> completions) {
        Object[] values = new Object[row.size() + ADDED];
        for (int i = 0; i < row.size(); i++) {
            values[i] = row.get(i);
        }
        if (completions != null) {
            values[row.size()] = value(completions, Completion::text);
            values[row.size() + 1] = value(completions, Completion::logProb);
            values[row.size() + 2] = value(completions, Completion::entropy);
        }
        return new GenericRowWithSchema(values, schema);
    }

    private <T> Object value(List<Completion> completions, Function<Completion, T> part) {
        List<T> parts = completions.stream().map(part).toList();
        return spec.samples() > 1 ? JavaConverters.asScalaBuffer(parts).toSeq() : parts.get(0);
    }
}

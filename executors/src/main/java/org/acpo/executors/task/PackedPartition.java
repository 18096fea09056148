package org.acpo.executors.task;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Runs a {@link PartitionTask} for Spark: a partition is one element, the bytes of its items ({@link KryoBytes}), and so is its result.
 * So records travel through Kryo in every session, whatever its own serializer is. Runs on executors.
 */
public record PackedPartition<T, R, S>(PartitionTask<T, R, S> task)
        implements FlatMapFunction<Iterator<byte[]>, byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<byte[]> call(Iterator<byte[]> partition) {
        List<T> items = KryoBytes.unpack(partition.next());
        PartitionTask.Made<R, S> made = task.run(items);
        if (made.results().size() != items.size()) {
            throw new IllegalStateException(
                    made.results().size() + " results for " + items.size() + " items of " + task);
        }
        return List.of(KryoBytes.pack(made)).iterator();
    }
}

package org.acpo.executors.task;

import java.util.Iterator;
import java.util.List;
import org.acpo.executors.engine.GradientOptions;
import org.acpo.executors.engine.GradientShards;
import org.acpo.executors.engine.LossSpec;
import org.acpo.executors.engine.TrainGroup;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.Replicas;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/**
 * Computes the gradient of a partition of a minibatch, whose groups come as one element ({@link KryoBytes}), and gives its
 * {@link GradientShards}: shard number to (number of the partition, bytes). Runs on executors; holds nothing but its spec.
 */
public record GradientTask(ReplicaSpec replica, LossSpec loss, GradientOptions options)
        implements PairFlatMapFunction<Iterator<byte[]>, Integer, Tuple2<Integer, byte[]>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Tuple2<Integer, Tuple2<Integer, byte[]>>> call(Iterator<byte[]> packed) {
        List<TrainGroup> groups = KryoBytes.unpack(packed.next());
        GradientShards shards =
                Replicas.with(replica, loaded -> GradientShards.of(loaded.trained(), groups, loss, options));
        TaskContext task = TaskContext.get();
        task.addTaskCompletionListener((TaskCompletionListener) context -> shards.close());
        return new Numbered(task.partitionId(), shards);
    }

    private static final class Numbered implements Iterator<Tuple2<Integer, Tuple2<Integer, byte[]>>> {
        private final int part;
        private final GradientShards shards;
        private int next;

        Numbered(int part, GradientShards shards) {
            this.part = part;
            this.shards = shards;
        }

        @Override
        public boolean hasNext() {
            return shards.hasNext();
        }

        @Override
        public Tuple2<Integer, Tuple2<Integer, byte[]>> next() {
            return new Tuple2<>(next++, new Tuple2<>(part, shards.next()));
        }
    }
}

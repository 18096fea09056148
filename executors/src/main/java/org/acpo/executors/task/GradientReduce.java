package org.acpo.executors.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.acpo.executors.engine.GradientShards;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/**
 * Sums the shards of a partition over the parts of the minibatch, always in the order of the parts, so that a task that
 * runs again gives the same bits. Shard 0 holds statistics, which are not summed but listed. Runs on executors.
 */
public record GradientReduce()
        implements FlatMapFunction<
                Iterator<Tuple2<Integer, Iterable<Tuple2<Integer, byte[]>>>>, Tuple2<Integer, ArrayList<byte[]>>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Tuple2<Integer, ArrayList<byte[]>>> call(
            Iterator<Tuple2<Integer, Iterable<Tuple2<Integer, byte[]>>>> shards) {
        List<Tuple2<Integer, ArrayList<byte[]>>> sums = new ArrayList<>();
        shards.forEachRemaining(shard -> sums.add(new Tuple2<>(shard._1(), sum(shard._1(), shard._2()))));
        sums.sort(Comparator.comparing(Tuple2::_1));
        return sums.iterator();
    }

    private static ArrayList<byte[]> sum(int number, Iterable<Tuple2<Integer, byte[]>> parts) {
        List<Tuple2<Integer, byte[]>> ordered = new ArrayList<>();
        parts.forEach(ordered::add);
        ordered.sort(Comparator.comparing(Tuple2::_1));
        List<byte[]> bytes = ordered.stream().map(Tuple2::_2).toList();
        return new ArrayList<>(number == 0 ? bytes : List.of(GradientShards.sum(bytes)));
    }
}

package org.acpo.executors.task;

import java.io.Serializable;
import org.acpo.executors.rollout.RolloutMaker;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/** Counters that Spark's UI shows for every stage and task that makes rollouts. Adds up on executors. */
public record RolloutCounters(
        LongAccumulator rollouts,
        LongAccumulator promptTokens,
        LongAccumulator responseTokens,
        LongAccumulator probedTokens)
        implements Serializable {

    /** New counters, from zero. Driver side. */
    public static RolloutCounters of(SparkContext spark) {
        return new RolloutCounters(
                spark.longAccumulator("rollouts"),
                spark.longAccumulator("prompt tokens"),
                spark.longAccumulator("response tokens"),
                spark.longAccumulator("probed tokens"));
    }

    void count(RolloutMaker.Made made) {
        made.groups().forEach(group -> rollouts.add(group.rollouts().size()));
        promptTokens.add(made.times().promptTokens());
        responseTokens.add(made.times().responseTokens());
        probedTokens.add(made.times().probedTokens());
    }
}

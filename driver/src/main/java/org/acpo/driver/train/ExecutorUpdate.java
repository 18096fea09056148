package org.acpo.driver.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.update.UpdateConfig;
import org.acpo.driver.spark.DealtJob;
import org.acpo.executors.engine.GradientOptions;
import org.acpo.executors.engine.GradientShards;
import org.acpo.executors.engine.LossSpec;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.engine.TrainGroup;
import org.acpo.executors.engine.UpdateStats;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.WeightStore;
import org.acpo.executors.task.GradientReduce;
import org.acpo.executors.task.GradientTask;
import org.acpo.executors.task.ShardPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * The data-parallel update: each task computes the gradient of its part of the minibatch, a shuffle sums the parts shard by
 * shard, and the driver takes in the sums one partition after another and applies them. Weights between two minibatches of
 * one training step are published under negative version numbers, which the next publishing collects. Numbers depend on
 * how many tasks there are, in rounding; {@code rollout.tasks} fixes that. Driver side.
 */
final class ExecutorUpdate implements UpdateMode {
    /** Most shards in one result of a task, about a quarter of what Spark lets a driver fetch at once. */
    private static final int SHARDS_PER_RESULT = 16;

    private final TrainConfig config;
    private final DealtJob job;
    private final PolicyTrainer trainer;
    private final WeightStore weights;
    private final ReplicaSpec replica;
    private int version;
    private int publishedSteps;
    private int trainingStep;

    ExecutorUpdate(TrainConfig config, DealtJob job, PolicyTrainer trainer, WeightStore weights, ReplicaSpec replica) {
        this.config = config;
        this.job = job;
        this.trainer = trainer;
        this.weights = weights;
        this.replica = replica;
    }

    @Override
    public void begin(int published) {
        version = published;
        trainingStep = published + 1;
        publishedSteps = trainer.optimizerSteps();
    }

    @Override
    public List<List<Score>> scores(List<ScoreGroup> groups) {
        String description = "step " + trainingStep + ": scores";
        return new ExecutorScores(config, job, replica.at(version), description).of(groups);
    }

    @Override
    public UpdateStats step(List<TrainGroup> minibatch, LossSpec loss, double learningRate) {
        publishIfChanged();
        UpdateConfig update = config.update();
        GradientOptions options =
                new GradientOptions(update.tokensPerPack(), update.logitsMemoryMb(), 1, update.recompute());
        GradientTask task = new GradientTask(replica.at(version), loss, options);
        int shards = 1 + GradientShards.count(trainer.policy());
        return job.described(
                "step " + trainingStep + ": gradients",
                () -> receive(
                        job.distribute(minibatch)
                                .mapPartitionsToPair(task)
                                .groupByKey(new ShardPartitioner(
                                        shards, Math.max(job.slots(), (shards - 1) / SHARDS_PER_RESULT + 1)))
                                .mapPartitions(new GradientReduce()),
                        learningRate));
    }

    /** Statistics first, then the sums, of which the driver holds one partition at a time. */
    private UpdateStats receive(JavaRDD<Tuple2<Integer, ArrayList<byte[]>>> reduced, double learningRate) {
        Iterator<Tuple2<Integer, ArrayList<byte[]>>> shards = reduced.toLocalIterator();
        List<byte[]> statistics = shards.next()._2();
        Iterator<byte[]> sums = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return shards.hasNext();
            }

            @Override
            public byte[] next() {
                return shards.next()._2().get(0);
            }
        };
        return trainer.step(sums, statistics, learningRate);
    }

    private void publishIfChanged() {
        if (trainer.optimizerSteps() != publishedSteps) {
            publishedSteps = trainer.optimizerSteps();
            version = -publishedSteps;
            weights.publish(version, trainer.published());
        }
    }
}

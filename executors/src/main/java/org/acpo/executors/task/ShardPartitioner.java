package org.acpo.executors.task;

import org.apache.spark.Partitioner;

/** Deals shards to partitions in runs, so that partitions one after another give the shards in order. */
public final class ShardPartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int shards;
    private final int partitions;

    /** @param partitions at most as many as shards */
    public ShardPartitioner(int shards, int partitions) {
        this.shards = shards;
        this.partitions = Math.min(shards, partitions);
    }

    @Override
    public int numPartitions() {
        return partitions;
    }

    @Override
    public int getPartition(Object shard) {
        return (int) ((long) (Integer) shard * partitions / shards);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardPartitioner same && same.shards == shards && same.partitions == partitions;
    }

    @Override
    public int hashCode() {
        return 31 * shards + partitions;
    }
}

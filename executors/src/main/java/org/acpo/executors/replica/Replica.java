package org.acpo.executors.replica;

import ai.djl.Device;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.tokenizer.Tokenizer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A policy on one device with its tokenizer. Tasks compute with it side by side; a refresh waits until none does. The
 * weights are read at most once a version, whatever the number of tasks.
 */
final class Replica implements AutoCloseable {
    private final Policy policy;
    private final Tokenizer tokenizer;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private int version;

    private Replica(Policy policy, Tokenizer tokenizer, int version) {
        this.policy = policy;
        this.tokenizer = tokenizer;
        this.version = version;
    }

    static Replica load(ReplicaSpec spec, Device device, Configuration conf) {
        ModelFolder folder = spec.isVersioned()
                ? ModelFolder.readWithoutWeights(spec.model(), conf)
                : ModelFolder.read(spec.model(), conf);
        Map<String, HostTensor> weights =
                spec.isVersioned() ? store(spec, conf).read(spec.version()) : folder.weights();
        Tokenizer tokenizer = folder.tokenizer();
        return new Replica(Policy.load(folder.spec(), weights, spec.dtype(), device), tokenizer, spec.version());
    }

    /** Runs {@code work} with the weights of {@code spec}'s version, refreshed first if others are loaded. */
    <T> T with(ReplicaSpec spec, Configuration conf, Function<LoadedPolicy, T> work) {
        lockVersion(spec, conf);
        try {
            return work.apply(new LoadedPolicy(policy, tokenizer));
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Returns with the read lock held and the wanted version loaded. */
    private void lockVersion(ReplicaSpec spec, Configuration conf) {
        lock.readLock().lock();
        while (spec.isVersioned() && version != spec.version()) {
            lock.readLock().unlock();
            refresh(spec, conf);
            lock.readLock().lock();
        }
    }

    private void refresh(ReplicaSpec spec, Configuration conf) {
        lock.writeLock().lock();
        try {
            if (version != spec.version()) {
                Map<String, HostTensor> weights = store(spec, conf).read(spec.version());
                version = -1;
                policy.refresh(weights);
                version = spec.version();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static WeightStore store(ReplicaSpec spec, Configuration conf) {
        return new WeightStore(new Path(spec.weights()), conf);
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            policy.close();
        } finally {
            lock.writeLock().unlock();
        }
    }
}

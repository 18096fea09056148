package org.acpo.executors.replica;

import ai.djl.Device;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.ServedPolicy;
import org.acpo.executors.model.AdapterFolder;
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
    /** The version of weights that are partly overwritten; what gradients are computed with has negative ones. */
    private static final int NONE = Integer.MIN_VALUE;

    private final ServedPolicy policy;
    private final Tokenizer tokenizer;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private int version;
    private boolean closed;

    private Replica(ServedPolicy policy, Tokenizer tokenizer, int version) {
        this.policy = policy;
        this.tokenizer = tokenizer;
        this.version = version;
    }

    static Replica load(ReplicaSpec spec, Device device, Configuration conf) {
        ModelFolder folder = spec.isVersioned()
                ? ModelFolder.readWithoutWeights(spec.model(), conf)
                : ModelFolder.read(spec.model(), conf);
        Tokenizer tokenizer = folder.tokenizer();
        return new Replica(served(spec, folder, device, conf), tokenizer, spec.version());
    }

    private static ServedPolicy served(ReplicaSpec spec, ModelFolder folder, Device device, Configuration conf) {
        if (!spec.isVersioned()) {
            return ServedPolicy.inferring(folder.spec(), folder.weights(), spec.dtype(), device);
        }
        Map<String, HostTensor> version = store(spec, conf).read(spec.version());
        if (!AdapterFolder.isAt(spec.model(), conf)) {
            return spec.gradients()
                    ? ServedPolicy.of(Policy.load(folder.spec(), version, spec.dtype(), device))
                    : ServedPolicy.inferring(folder.spec(), version, spec.dtype(), device);
        }
        AdapterFolder adapter = AdapterFolder.read(spec.model(), conf);
        Map<String, HostTensor> base = ModelFolder.read(adapter.base(), conf).weights();
        return ServedPolicy.of(Policy.load(folder.spec(), base, spec.dtype(), device), adapter.lora(), version);
    }

    /**
     * Lets a task in, with the weights of {@code spec}'s version, refreshed first if others are loaded. It must {@link
     * #leave}.
     *
     * @return false when the replica has been closed
     */
    boolean enter(ReplicaSpec spec, Configuration conf) {
        lock.readLock().lock();
        while (!closed && spec.isVersioned() && version != spec.version()) {
            lock.readLock().unlock();
            refresh(spec, conf);
            lock.readLock().lock();
        }
        if (closed) {
            lock.readLock().unlock();
        }
        return !closed;
    }

    LoadedPolicy loaded() {
        return new LoadedPolicy(policy, tokenizer);
    }

    void leave() {
        lock.readLock().unlock();
    }

    private void refresh(ReplicaSpec spec, Configuration conf) {
        lock.writeLock().lock();
        try {
            if (!closed && version != spec.version()) {
                Map<String, HostTensor> weights = store(spec, conf).read(spec.version());
                version = NONE;
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

    /** Waits until no task is inside. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closed = true;
            policy.close();
        } finally {
            lock.writeLock().unlock();
        }
    }
}

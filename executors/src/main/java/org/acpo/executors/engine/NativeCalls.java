package org.acpo.executors.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps process exit and native work apart: libtorch's static destructors crash under a running call. Calls share a
 * read lock; a shutdown hook takes the write lock, so that calls in flight finish (for at most a minute) and later ones
 * are refused.
 */
final class NativeCalls {
    private static final long PATIENCE_SECONDS = 60;
    private static final ReadWriteLock EXIT = new ReentrantReadWriteLock();
    private static final AtomicBoolean INSTALLED = new AtomicBoolean();
    private static final AtomicBoolean EXITING = new AtomicBoolean();

    private NativeCalls() {}

    /** Registers the shutdown hook once per process. */
    static void install() {
        if (INSTALLED.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(NativeCalls::awaitCalls, "acpo-native-exit"));
        }
    }

    /** Runs {@code call}, during which the process does not exit. */
    static <T> T guarded(Supplier<T> call) {
        EXIT.readLock().lock();
        try {
            if (EXITING.get()) {
                throw new IllegalStateException("the process is exiting");
            }
            return call.get();
        } finally {
            EXIT.readLock().unlock();
        }
    }

    private static void awaitCalls() {
        try {
            if (EXIT.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                EXITING.set(true);
                EXIT.writeLock().unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.acpo.executors.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that compute packs of a small policy side by side, each with one processor thread for its kernels. A single worker is
 * the caller's thread, with all processor threads that it has.
 */
final class Workers implements AutoCloseable {
    private final int count;
    private final ExecutorService threads;

    Workers(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "acpo-pack");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What is done with one pack. */
    @FunctionalInterface
    interface Work {
        void on(int worker, int pack);
    }

    /** Worker i modulo their number does pack i, however long it takes, so that a worker always sums the same packs. */
    void each(int packs, Work work) {
        if (count == 1) {
            for (int pack = 0; pack < packs; pack++) {
                work.on(0, pack);
            }
            return;
        }
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < Math.min(count, packs); i++) {
            int worker = i;
            running.add(threads.submit(() -> {
                Threads.limit(1);
                for (int pack = worker; pack < packs; pack += count) {
                    work.on(worker, pack);
                }
            }));
        }
        await(running);
    }

    /** Waits for all before it throws the first failure, because the caller then frees what they compute with. */
    private static void await(List<Future<?>> running) {
        RuntimeException failure = null;
        for (Future<?> worker : running) {
            try {
                worker.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while packs were computed", e);
            } catch (ExecutionException e) {
                RuntimeException cause =
                        e.getCause() instanceof RuntimeException thrown ? thrown : new IllegalStateException(e);
                failure = failure == null ? cause : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}

package org.acpo.driver.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.acpo.executors.engine.Threads;

/** Threads that share work on one replica as the task slots of an executor do: each has its part of the processor's threads. */
final class TaskSlots implements AutoCloseable {
    private final int slots;
    private final int threads;
    private final ExecutorService workers;

    /**
     * @param threads processor threads
     * @param items how many there are to share; no more slots than that
     */
    TaskSlots(int threads, int items) {
        this.slots = Math.min(threads, items);
        this.threads = threads / slots;
        this.workers = Executors.newFixedThreadPool(slots);
    }

    /** Every slot's result, each for every n-th of the items. */
    <A, R> List<R> run(List<A> items, Function<List<A>, R> work) {
        List<Future<R>> running = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            List<A> part = new ArrayList<>();
            for (int i = slot; i < items.size(); i += slots) {
                part.add(items.get(i));
            }
            running.add(workers.submit(() -> {
                Threads.limit(threads);
                return work.apply(part);
            }));
        }
        return running.stream().map(TaskSlots::await).toList();
    }

    private static <R> R await(Future<R> result) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        workers.shutdown();
    }
}

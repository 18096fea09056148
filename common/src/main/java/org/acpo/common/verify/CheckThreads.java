package org.acpo.common.verify;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of this JVM on which checks run. There are as many as there are checks at the same time, so that no check
 * waits for another one; idle threads are used again and go after a minute. A check that is to end is interrupted, and its
 * thread is stopped by force if it does not heed that, at the next turn of a loop or call into the JVM; other checks never
 * notice.
 */
final class CheckThreads {
    private static final Logger LOG = LoggerFactory.getLogger(CheckThreads.class);
    private static final int GRACE_MILLIS = 2_000;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> daemon(work, "verify"));
    private static final ScheduledExecutorService REAPER =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "verify-reaper"));

    private CheckThreads() {}

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name + "-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Starts the work at once, with the caller's class loader. */
    static Check start(Callable<Verdict> work) {
        Check check = new Check(work, Thread.currentThread().getContextClassLoader());
        THREADS.execute(check);
        return check;
    }

    /** One check, under way or over. */
    static final class Check implements Runnable {
        private final Callable<Verdict> work;
        private final @Nullable ClassLoader loader;
        private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        private @Nullable Thread thread;
        private boolean ended;

        private Check(Callable<Verdict> work, @Nullable ClassLoader loader) {
            this.work = work;
            this.loader = loader;
        }

        Future<Verdict> verdict() {
            return verdict;
        }

        @Override
        public void run() {
            if (!enter()) {
                return;
            }
            try {
                verdict.complete(work.call());
            } catch (Throwable e) { // whatever a check throws is its verdict, and must not cost the thread
                verdict.completeExceptionally(e);
                if (e instanceof ThreadDeath stopped) {
                    throw stopped; // a stopped thread is not used again
                }
            } finally {
                leave();
            }
        }

        private synchronized boolean enter() {
            thread = Thread.currentThread();
            thread.setContextClassLoader(loader);
            return !ended;
        }

        /** From here on nobody interrupts the thread for this check's sake. */
        private synchronized void leave() {
            thread = null;
            Thread.interrupted();
        }

        /** Ends the work: now if it heeds interruption, else by force shortly after. */
        synchronized void end() {
            ended = true;
            if (thread != null) {
                thread.interrupt();
                REAPER.schedule(this::stop, GRACE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        /** {@link Thread#stop} is the one way to end code that never looks up; newer JDKs have none. */
        @SuppressWarnings({"deprecation", "removal", "ThreadStop"})
        private synchronized void stop() {
            if (thread == null) {
                return;
            }
            try {
                thread.stop();
                LOG.warn("{} heeded no interrupt and was stopped", thread.getName());
            } catch (UnsupportedOperationException e) {
                LOG.warn("{} heeds no interrupt, and this JDK cannot stop threads: it runs on", thread.getName());
            }
        }
    }
}

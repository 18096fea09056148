package org.acpo.common.verify.code;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program at work on its inputs. Closing it ends it, whatever it is doing, and removes all that it left. */
final class Run implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final int END_SECONDS = 10;
    private static final int KILLED = 137;
    private static final int CPU_TIME_EXCEEDED = 152;
    private static final int MAX_HEADER = 64;

    /** How one run ended, and what it printed. */
    record Step(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }

        boolean timedOut() {
            return status == KILLED || status == CPU_TIME_EXCEEDED;
        }
    }

    private static final Step NONE = new Step(-1, "");

    private final Level level;
    private final Path home;
    private final String user;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private @Nullable Process process;

    Run(Level level, Path home, String user) {
        this.level = level;
        this.home = home;
        this.user = user;
    }

    String user() {
        return user;
    }

    /** Starts the sandbox's shell. A program that is compiled has that as its first step. */
    void begin(ProcessBuilder builder, boolean compiled) throws IOException {
        Process started = builder.redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.to(home.resolve("err").toFile()))
                .start();
        process = started;
        started.getOutputStream().close();
        Thread reader = new Thread(() -> read(started.getInputStream()), "code-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** The next step, the compiler's first if there is one; null when there are no more, which is before their number if one failed. */
    @Nullable
    Step next() throws InterruptedException {
        Step step = steps.take();
        return step == NONE ? null : step;
    }

    /** What the sandbox itself complained of. */
    String complaint() {
        try {
            return Files.readString(home.resolve("err")).strip().replace('\n', ';');
        } catch (IOException e) {
            return "no message: " + e;
        }
    }

    private void read(InputStream stream) {
        try (DataInputStream in = new DataInputStream(stream)) {
            String header;
            while ((header = header(in)) != null) {
                String[] parts = header.split(" ");
                byte[] output = in.readNBytes(Integer.parseInt(parts[1]));
                steps.add(new Step(Integer.parseInt(parts[0]), new String(output, StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            LOG.debug("the sandbox was ended while it printed", e);
        } finally {
            steps.add(NONE);
        }
    }

    private static @Nullable String header(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = in.read()) >= 0 && c != '\n' && line.length() < MAX_HEADER) {
            line.append((char) c);
        }
        return c < 0 ? null : line.toString();
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            if (process != null) {
                end(process);
            }
            remove();
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the first process of the namespaces, with which all others end, and lets its parent collect it. */
    private void end(Process shell) throws InterruptedException {
        List<ProcessHandle> first = level.hasNamespaces() ? shell.children().toList() : List.of();
        first.forEach(ProcessHandle::destroyForcibly);
        if (first.isEmpty() || !shell.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            shell.destroyForcibly();
        }
        sweep();
        shell.waitFor(END_SECONDS, TimeUnit.SECONDS);
    }

    /** With namespaces the kernel ends all that is in them when their first process ends. */
    private void sweep() {
        if (!level.hasNamespaces() && !level.sharesUser()) {
            Processes.killAllOf(user);
        } else if (level.sharesUser()) {
            Processes.killMarked(home);
        }
    }

    private void remove() {
        try (Stream<Path> paths = Files.walk(home)) {
            List<Path> inside = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : inside) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot remove {}: {}", home, e.toString());
        }
    }
}

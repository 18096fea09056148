package org.acpo.driver.inference;

import java.util.Locale;

/** Says on standard error how far a file is. */
public final class Progress {
    private final String command;
    private final String things;
    private final int total;
    private final long start = System.nanoTime();
    private int done;
    private long tokens;

    /**
     * @param command for instance {@code score}
     * @param things for instance {@code sequences}
     */
    public Progress(String command, String things, int total) {
        this.command = command;
        this.things = things;
        this.total = total;
        System.err.printf(Locale.ROOT, "%s: %d %s%n", command, total, things);
    }

    /** More of it is done. */
    public void add(int more, long moreTokens) {
        done += more;
        tokens += moreTokens;
        System.err.printf(
                Locale.ROOT,
                "%s: %d of %d %s, %.0f tokens/s, %.0f s%n",
                command,
                done,
                total,
                things,
                tokens / seconds(),
                seconds());
    }

    public long tokens() {
        return tokens;
    }

    public double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}

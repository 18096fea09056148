package org.acpo.common;

/** Seconds since the last look. */
public final class Stopwatch {
    private long last = System.nanoTime();

    /** Seconds since creation or the last call. */
    public double lap() {
        long now = System.nanoTime();
        double seconds = (now - last) / 1e9;
        last = now;
        return seconds;
    }
}

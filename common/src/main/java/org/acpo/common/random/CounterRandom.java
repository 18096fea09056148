package org.acpo.common.random;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A generator for everything but token draws (drawing problems, making problems, shuffling minibatches, initial
 * weights). Its numbers are a pure function of (seed, purpose, coordinates) and of how many were drawn before, the same
 * on every machine and Java version. One instance belongs to one thread; streams are cheap, make one per use.
 */
public final class CounterRandom {
    private static final int KEY_DOMAIN = 0x5354524d;
    private static final int DRAW_DOMAIN = 0x44524157;

    private final int key0;
    private final int key1;
    private long counter;

    private CounterRandom(long key) {
        this.key0 = (int) key;
        this.key1 = (int) (key >>> 32);
    }

    /**
     * The stream for a purpose, for instance {@code stream(seed, "epoch", epoch)}. Streams whose seed, purpose or
     * coordinates differ, in value or in number, are independent.
     */
    public static CounterRandom stream(long seed, String purpose, long... coordinates) {
        long key = Philox.derive(seed, StableHash.of(purpose), 0, KEY_DOMAIN);
        for (int i = 0; i < coordinates.length; i++) {
            key = Philox.derive(key, coordinates[i], i + 1, KEY_DOMAIN);
        }
        return new CounterRandom(key);
    }

    /** 64 random bits. */
    public long nextLong() {
        int[] out = Philox.block((int) counter, (int) (counter >>> 32), 0, DRAW_DOMAIN, key0, key1);
        counter++;
        return Philox.join(out[0], out[1]);
    }

    /** Uniform in [0, bound), without modulo bias; {@code bound} must be above 0. */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound " + bound + " is not above 0");
        }
        long bits;
        long value;
        do {
            bits = nextLong() >>> 1;
            value = bits % bound;
        } while (bits - value + (bound - 1) < 0);
        return (int) value;
    }

    /** Uniform in [low, high], both ends included. */
    public int nextInt(int low, int high) {
        return low + nextInt(Math.addExact(Math.subtractExact(high, low), 1));
    }

    /** Uniform in the open interval (0, 1), with 52 random bits. */
    public double nextDouble() {
        return ((nextLong() >>> 12) + 0.5) * 0x1p-52;
    }

    /** Standard normal, by Box and Muller's transform. */
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * nextDouble());
    }

    /** Shuffles in place (Fisher and Yates). */
    public void shuffle(List<?> items) {
        for (int i = items.size() - 1; i > 0; i--) {
            Collections.swap(items, i, nextInt(i + 1));
        }
    }

    /** One of the items, each as likely. */
    public <T> T choose(List<T> items) {
        return items.get(nextInt(items.size()));
    }

    /** The numbers 0 to n − 1 in random order. */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /**
     * Draws {@code n} different indices, one after another, each with probability in proportion to its weight among
     * those left (Efraimidis and Spirakis: an exponential arrival time per item, earliest first). Items of weight 0 are
     * never drawn.
     *
     * @param weights finite and not negative, at least {@code n} of them above 0
     * @return indices in the order they were drawn
     */
    public int[] drawWithoutReplacement(double[] weights, int n) {
        record Arrival(int index, double time) {}
        Arrival[] arrivals = new Arrival[weights.length];
        int drawable = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0) || Double.isInfinite(weights[i])) {
                throw new IllegalArgumentException("weight " + i + " is " + weights[i]);
            }
            arrivals[i] = new Arrival(i, -StrictMath.log(nextDouble()) / weights[i]);
            drawable += weights[i] > 0 ? 1 : 0;
        }
        if (n > drawable) {
            throw new IllegalArgumentException("cannot draw " + n + " of " + drawable + " items with a weight above 0");
        }
        Arrays.sort(arrivals, (a, b) -> Double.compare(a.time, b.time));
        return Arrays.stream(arrivals).limit(n).mapToInt(Arrival::index).toArray();
    }
}

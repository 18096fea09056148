package org.acpo.common.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Range checks for the constructors of configuration records; a failure names the key, the value and the range. */
public final class Require {
    private Require() {}

    /** Throws {@link ConfigException} naming {@code key} and {@code actual} unless {@code holds}. */
    public static void that(boolean holds, String key, @Nullable Object actual, String expectation) {
        if (!holds) {
            throw new ConfigException(key + " is " + actual + ", but it must be " + expectation);
        }
    }

    /** {@code stages} must name stages of the curriculum, each at most once. */
    public static void stages(List<Integer> stages, String key) {
        boolean areStages = stages.stream().allMatch(stage -> stage == 1 || stage == 2);
        that(areStages && Set.copyOf(stages).size() == stages.size(), key, stages, "[], [1], [2] or [1, 2]");
    }

    /** {@code value} must be at least {@code least}. */
    public static void atLeast(long value, long least, String key) {
        that(value >= least, key, value, "at least " + least);
    }

    /** {@code value} must be finite and above zero. */
    public static void positive(double value, String key) {
        that(value > 0 && Double.isFinite(value), key, value, "above 0");
    }

    /** {@code value} must be finite and not below zero. */
    public static void notNegative(double value, String key) {
        that(value >= 0 && Double.isFinite(value), key, value, "0 or more");
    }

    /** {@code value} must lie in [low, high]. */
    public static void between(double value, double low, double high, String key) {
        that(value >= low && value <= high, key, value, "between " + low + " and " + high);
    }
}

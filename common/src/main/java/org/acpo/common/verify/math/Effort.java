package org.acpo.common.verify.math;

import java.util.function.BooleanSupplier;

/**
 * Bounds the work of one comparison, in steps of about a microsecond at most, so that a verdict comes in time whatever
 * was written. The count belongs to the thread that compares; it starts anew with every comparison, so that an answer's
 * verdict depends on nothing but the answer.
 */
final class Effort {
    /** Five times what the dearest pair of the tests takes, two curves in two variables. */
    static final int MOST = 400_000;

    private static final ThreadLocal<int[]> LEFT = new ThreadLocal<>();

    private Effort() {}

    /** Ends a comparison that has taken all its steps; caught in {@link #within} alone. */
    private static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Spent() {
            super(null, null, false, false);
        }
    }

    /** The outcome of a comparison, or false if it takes more steps than {@link #MOST}. */
    static boolean within(BooleanSupplier comparison) {
        LEFT.set(new int[] {MOST});
        try {
            return comparison.getAsBoolean();
        } catch (Spent e) {
            return false;
        } finally {
            LEFT.remove();
        }
    }

    /** Takes steps of the comparison that this thread is in, if it is in one. */
    static void take(int steps) {
        int[] left = LEFT.get();
        if (left != null) {
            left[0] -= steps;
            if (left[0] < 0) {
                throw new Spent();
            }
        }
    }
}

package org.acpo.common.random;

/**
 * Philox4x32-10, a keyed pseudo-random function from a 128-bit counter and a 64-bit key to 128 bits (Salmon, Moraes,
 * Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011). Bit-compatible with Random123.
 */
final class Philox {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final long LOW = 0xFFFFFFFFL;

    private Philox() {}

    /** The four output words for counter (c0, c1, c2, c3) and key (k0, k1), least significant word first. */
    static int[] block(int c0, int c1, int c2, int c3, int k0, int k1) {
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = MULTIPLIER_0 * (c0 & LOW);
            long p1 = MULTIPLIER_1 * (c2 & LOW);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        return new int[] {c0, c1, c2, c3};
    }

    /**
     * A 64-bit key derived from another one: the low half of the block for counter (word, index, domain). Domains keep
     * derived keys apart from each other and from drawn numbers.
     */
    static long derive(long key, long word, int index, int domain) {
        int[] out = block((int) word, (int) (word >>> 32), index, domain, (int) key, (int) (key >>> 32));
        return join(out[0], out[1]);
    }

    static long join(int low, int high) {
        return (low & LOW) | ((long) high << 32);
    }
}

package org.acpo.common.random;

import java.nio.charset.StandardCharsets;

/** A hash of texts that never changes between Java versions, machines and releases of this product. */
public final class StableHash {
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private StableHash() {}

    /** FNV-1a, 64 bits, of the text's UTF-8 bytes. */
    public static long of(String text) {
        long hash = OFFSET_BASIS;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        return hash;
    }
}

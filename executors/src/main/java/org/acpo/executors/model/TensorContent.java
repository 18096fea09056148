package org.acpo.executors.model;

import java.nio.ByteBuffer;

/**
 * The bytes of a tensor, wherever they lie: in memory, in a file, on a device. What lies elsewhere is fetched a piece at a
 * time when it is asked for, so that weights of any size pass through host memory without lying in it.
 */
interface TensorContent {
    /** In bytes. */
    long size();

    /**
     * Bytes from {@code offset} on, little-endian: {@code wanted} of them, or fewer where they do not lie together, but one
     * value at least. Not modified by readers.
     *
     * @param offset that of a value
     * @param wanted a multiple of the size of a value
     */
    ByteBuffer slice(long offset, int wanted);
}

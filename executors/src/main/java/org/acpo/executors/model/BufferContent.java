package org.acpo.executors.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Bytes in memory.
 *
 * @param chunks one after another, position 0, limit at their end, all but the last of the same length, which is a multiple
 *     of 4; one at least
 */
record BufferContent(List<ByteBuffer> chunks) implements TensorContent {
    /** Length of all chunks but the last. */
    static final int CHUNK_BYTES = 1 << 30;

    BufferContent {
        chunks = List.copyOf(chunks);
    }

    @Override
    public long size() {
        return chunks.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    @Override
    public ByteBuffer slice(long offset, int wanted) {
        int length = Math.max(1, chunks.get(0).remaining());
        ByteBuffer chunk = chunks.get((int) (offset / length)).duplicate().order(ByteOrder.LITTLE_ENDIAN);
        chunk.position((int) (offset % length));
        return chunk.limit(chunk.position() + Math.min(wanted, chunk.remaining()));
    }
}

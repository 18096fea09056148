package org.acpo.executors.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file on a file system that cannot be memory-mapped, read where and when it is asked for. It is opened by the first read
 * and closed when no tensor refers to it any more, as a mapping is undone. Safe to use from several threads.
 */
final class RemoteFile {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Path file;
    private final Configuration conf;
    private final Handle handle = new Handle();

    RemoteFile(Path file, Configuration conf) {
        this.file = file;
        this.conf = conf;
        CLEANER.register(this, handle);
    }

    /** Bytes [start, start + size) as a tensor's. */
    TensorContent content(long start, long size) {
        return new Part(this, start, size);
    }

    private synchronized ByteBuffer read(long offset, int length) {
        byte[] bytes = new byte[length];
        try {
            FSDataInputStream stream = handle.stream;
            if (stream == null) {
                stream = file.getFileSystem(conf).open(file);
                handle.stream = stream;
            }
            stream.seek(offset);
            stream.readFully(bytes);
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw ModelFiles.unreadable(file, e);
        }
    }

    private record Part(RemoteFile file, long start, long size) implements TensorContent {
        @Override
        public ByteBuffer slice(long offset, int wanted) {
            return file.read(start + offset, wanted);
        }
    }

    /** Apart from the file, for the cleaner may hold nothing that refers to it. */
    private static final class Handle implements Runnable {
        private @Nullable FSDataInputStream stream;

        @Override
        public void run() {
            try {
                if (stream != null) {
                    stream.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("closing a file that was read", e);
            }
        }
    }
}

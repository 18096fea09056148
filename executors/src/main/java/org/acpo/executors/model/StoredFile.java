package org.acpo.executors.model;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of any Hadoop file system, read where and when it is asked for. It is opened by the first read after it was made or
 * closed, and closed at the latest when nothing refers to it any more. Safe to use from several threads.
 *
 * <p>Local files are not memory-mapped: pages of a mapping count as the process's own memory until a garbage collection that
 * may never come, and a mapping of a file that is cut short meanwhile faults instead of naming the file.
 */
final class StoredFile implements Closeable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Path file;
    private final Configuration conf;
    private final Handle handle = new Handle();

    StoredFile(Path file, Configuration conf) {
        this.file = file;
        this.conf = conf;
        CLEANER.register(this, handle);
    }

    /** In bytes. */
    long size() throws IOException {
        return fileSystem().getFileStatus(file).getLen();
    }

    /** Bytes [offset, offset + length) as a little-endian buffer at position 0. */
    synchronized ByteBuffer read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        FSDataInputStream stream = handle.stream;
        if (stream == null) {
            stream = fileSystem().open(file);
            handle.stream = stream;
        }
        stream.seek(offset);
        stream.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Bytes [start, start + size) as a tensor's, valid also after {@link #close}. */
    TensorContent content(long start, long size) {
        return new Part(this, start, size);
    }

    /** Without the checksums that Hadoop keeps beside local files, for whoever wrote a file anew without Hadoop left the old ones. */
    private FileSystem fileSystem() throws IOException {
        FileSystem fs = file.getFileSystem(conf);
        return fs instanceof LocalFileSystem local ? local.getRaw() : fs;
    }

    @Override
    public synchronized void close() throws IOException {
        handle.close();
    }

    private record Part(StoredFile file, long start, long size) implements TensorContent {
        @Override
        public ByteBuffer slice(long offset, int wanted) {
            try {
                return file.read(start + offset, wanted);
            } catch (IOException e) {
                throw ModelFiles.unreadable(file.file, e);
            }
        }
    }

    /** Apart from the file, for the cleaner may hold nothing that refers to it. */
    private static final class Handle implements Runnable {
        private @Nullable FSDataInputStream stream;

        private void close() throws IOException {
            FSDataInputStream open = stream;
            stream = null;
            if (open != null) {
                open.close();
            }
        }

        @Override
        public void run() {
            try {
                close();
            } catch (IOException e) {
                throw new UncheckedIOException("closing a file that was read", e);
            }
        }
    }
}

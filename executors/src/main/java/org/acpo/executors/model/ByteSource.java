package org.acpo.executors.model;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file opened for reading at any position. Local files are memory-mapped slice by slice, so a file may be larger than
 * 2 GiB and costs no heap; files of other Hadoop file systems are read into direct buffers. Buffers stay valid after
 * {@link #close()}.
 */
interface ByteSource extends Closeable {

    long size() throws IOException;

    /** Bytes [offset, offset + length) as a little-endian buffer at position 0. */
    ByteBuffer slice(long offset, int length) throws IOException;

    /** Bytes [offset, offset + length) in buffers of {@code limit} bytes, the last one shorter; one at least. */
    default List<ByteBuffer> slices(long offset, long length, int limit) throws IOException {
        List<ByteBuffer> slices = new ArrayList<>();
        long done = 0;
        do {
            int next = (int) Math.min(limit, length - done);
            slices.add(slice(offset + done, next));
            done += next;
        } while (done < length);
        return slices;
    }

    static ByteSource open(Path file, Configuration conf) throws IOException {
        FileSystem fs = file.getFileSystem(conf);
        if (!fs.exists(file)) {
            throw new FileNotFoundException("no such file");
        }
        if (ModelFiles.isLocal(fs)) {
            return new Local(FileChannel.open(ModelFiles.local(fs, file), StandardOpenOption.READ));
        }
        return new Remote(fs.open(file), fs.getFileStatus(file).getLen());
    }

    /** Memory-mapped. */
    record Local(FileChannel channel) implements ByteSource {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public ByteBuffer slice(long offset, int length) throws IOException {
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Read through a Hadoop stream. */
    record Remote(FSDataInputStream stream, long size) implements ByteSource {
        private static final int CHUNK = 4 << 20;

        @Override
        public ByteBuffer slice(long offset, int length) throws IOException {
            ByteBuffer target = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
            byte[] chunk = new byte[Math.min(CHUNK, length)];
            stream.seek(offset);
            while (target.hasRemaining()) {
                int wanted = Math.min(chunk.length, target.remaining());
                stream.readFully(chunk, 0, wanted);
                target.put(chunk, 0, wanted);
            }
            return target.rewind();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}

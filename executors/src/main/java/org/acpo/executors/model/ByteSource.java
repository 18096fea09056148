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
 * 2 GiB and costs no heap; files of other Hadoop file systems are read through streams. What was given stays valid after
 * {@link #close()}.
 */
interface ByteSource extends Closeable {

    long size() throws IOException;

    /** Bytes [offset, offset + length) as a little-endian buffer at position 0. */
    ByteBuffer slice(long offset, int length) throws IOException;

    /** Bytes [offset, offset + length) as a tensor's. */
    TensorContent content(long offset, long length) throws IOException;

    static ByteSource open(Path file, Configuration conf) throws IOException {
        FileSystem fs = file.getFileSystem(conf);
        if (!fs.exists(file)) {
            throw new FileNotFoundException("no such file");
        }
        if (ModelFiles.isLocal(fs)) {
            return new Local(FileChannel.open(ModelFiles.local(fs, file), StandardOpenOption.READ));
        }
        return new Remote(fs.open(file), fs.getFileStatus(file).getLen(), new RemoteFile(file, conf));
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
        public TensorContent content(long offset, long length) throws IOException {
            return new BufferContent(slices(offset, length, BufferContent.CHUNK_BYTES));
        }

        /** Bytes [offset, offset + length) in buffers of {@code limit} bytes, the last one shorter; one at least. */
        List<ByteBuffer> slices(long offset, long length, int limit) throws IOException {
            List<ByteBuffer> slices = new ArrayList<>();
            long done = 0;
            do {
                int next = (int) Math.min(limit, length - done);
                slices.add(slice(offset + done, next));
                done += next;
            } while (done < length);
            return slices;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Read through a Hadoop stream.
     *
     * @param file the same again, for tensors, which outlive the stream
     */
    record Remote(FSDataInputStream stream, long size, RemoteFile file) implements ByteSource {
        @Override
        public ByteBuffer slice(long offset, int length) throws IOException {
            byte[] bytes = new byte[length];
            stream.seek(offset);
            stream.readFully(bytes);
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public TensorContent content(long offset, long length) {
            return file.content(offset, length);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}

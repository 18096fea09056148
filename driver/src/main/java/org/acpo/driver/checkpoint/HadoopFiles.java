package org.acpo.driver.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.acpo.common.UserException;
import org.acpo.executors.model.ModelFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Small text files on any Hadoop file system. */
public final class HadoopFiles {
    private HadoopFiles() {}

    /** Whether something is at {@code path}, whose characters stand for themselves. */
    public static boolean exists(Path path, Configuration conf) {
        try {
            return path.getFileSystem(conf).exists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("looking for " + path, e);
        }
    }

    /** Whether something matches {@code glob}. */
    public static boolean anyMatches(Path glob, Configuration conf) {
        try {
            Object[] found = glob.getFileSystem(conf).globStatus(glob);
            return found != null && found.length > 0;
        } catch (IOException e) {
            throw new UncheckedIOException("looking for " + glob, e);
        }
    }

    /** @throws UserException when the file cannot be read */
    public static String read(Path file, Configuration conf) {
        try (InputStream in = file.getFileSystem(conf).open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UserException("cannot read " + file + ": " + firstLine(e), e);
        }
    }

    /**
     * Writes under a temporary name and renames, so that the file is absent, old or whole.
     *
     * @throws UserException when the file system refuses
     */
    public static void write(Path file, String text, Configuration conf) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        ModelFiles.write(file, conf, channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    /** Deletes a file or folder if it is there. */
    public static void delete(Path path, Configuration conf) {
        try {
            path.getFileSystem(conf).delete(path, true);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + path, e);
        }
    }

    /** First line of what went wrong. */
    static String firstLine(Exception e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}

package org.acpo.driver.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.acpo.common.UserException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Small text files on any Hadoop file system. */
public final class Files {
    private Files() {}

    /** Whether something is at {@code path}; globs match. */
    public static boolean exists(Path path, Configuration conf) {
        try {
            Object[] found = path.getFileSystem(conf).globStatus(path);
            return found != null && found.length > 0;
        } catch (IOException e) {
            throw new UncheckedIOException("looking for " + path, e);
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
        Path temporary = new Path(file.getParent(), "." + file.getName() + ".tmp");
        try {
            FileSystem fs = file.getFileSystem(conf);
            try {
                try (OutputStream out = fs.create(temporary, true)) {
                    out.write(text.getBytes(StandardCharsets.UTF_8));
                }
                fs.delete(file, false);
                if (!fs.rename(temporary, file)) {
                    throw new IOException("renaming " + temporary + " was refused");
                }
            } finally {
                fs.delete(temporary, false);
            }
        } catch (IOException e) {
            throw new UserException(
                    "cannot write " + file + ": " + firstLine(e) + "; free space there or choose another folder", e);
        }
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

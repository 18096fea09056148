package org.acpo.executors.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.acpo.common.UserException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Whole-file reads and atomic writes on any Hadoop file system. */
public final class ModelFiles {
    private ModelFiles() {}

    /** Puts the content of one file on a channel. */
    @FunctionalInterface
    public interface Content {
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    static boolean isLocal(FileSystem fs) {
        return "file".equals(fs.getUri().getScheme());
    }

    static java.nio.file.Path local(FileSystem fs, Path file) {
        return java.nio.file.Path.of(fs.makeQualified(file).toUri().getPath());
    }

    static boolean exists(Path file, Configuration conf) {
        try {
            return file.getFileSystem(conf).exists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("looking for " + file, e);
        }
    }

    /** Names of the files in a folder, in order; none when there is no such folder. */
    static List<String> list(Path folder, Configuration conf) {
        try {
            FileSystem fs = folder.getFileSystem(conf);
            return fs.exists(folder)
                    ? Arrays.stream(fs.listStatus(folder))
                            .filter(FileStatus::isFile)
                            .map(file -> file.getPath().getName())
                            .sorted()
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** @throws UserException when the file is absent or cannot be read */
    static byte[] read(Path file, Configuration conf) {
        try (StoredFile stored = new StoredFile(file, conf)) {
            return stored.read(0, Math.toIntExact(stored.size())).array();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Writes under a temporary name beside the target and renames, so that the target is either absent, old or whole.
     * Missing parent folders are made.
     *
     * @throws UserException when the file system refuses (full, read-only, no permission); nothing is left behind
     */
    public static void write(Path file, Configuration conf, Content content) {
        try {
            FileSystem fs = file.getFileSystem(conf);
            if (isLocal(fs)) {
                writeLocal(local(fs, file), content);
            } else {
                writeRemote(fs, file, content);
            }
        } catch (IOException e) {
            throw new UserException(
                    "cannot write " + file + ": " + reason(e) + "; free space there or choose another folder", e);
        }
    }

    static UserException unreadable(Path file, IOException e) {
        return new UserException("cannot read " + file + ": " + reason(e), e);
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        if (e instanceof FileNotFoundException) {
            return "no such file";
        }
        String kind = e.getClass().getSimpleName();
        return message == null
                ? kind
                : kind + ": " + message.lines().findFirst().orElse("");
    }

    private static void writeLocal(java.nio.file.Path file, Content content) throws IOException {
        Files.createDirectories(file.resolveSibling("").normalize());
        java.nio.file.Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            try (WritableByteChannel channel = Files.newByteChannel(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                content.writeTo(channel);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void writeRemote(FileSystem fs, Path file, Content content) throws IOException {
        Path temporary = new Path(file.getParent(), "." + file.getName() + ".tmp");
        try {
            try (OutputStream out = fs.create(temporary, true);
                    WritableByteChannel channel = Channels.newChannel(out)) {
                content.writeTo(channel);
            }
            fs.delete(file, false);
            if (!fs.rename(temporary, file)) {
                throw new IOException("renaming " + temporary + " was refused");
            }
        } finally {
            fs.delete(temporary, false);
        }
    }
}

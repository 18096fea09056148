package org.acpo.driver.inference;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.acpo.common.UserException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file of JSON Lines on any Hadoop file system that is there whole or not at all: lines go to a temporary file beside
 * it, which {@link #commit} renames and {@link #close} removes. One thread.
 */
public final class OutputFile implements AutoCloseable {
    private static final ObjectMapper JSON =
            new ObjectMapper().registerModule(new SimpleModule().addSerializer(new Floats()));

    private final Path target;
    private final Path temporary;
    private final FileSystem fileSystem;
    private final OutputStream out;

    private OutputFile(Path target, FileSystem fileSystem) throws IOException {
        this.target = target;
        this.temporary = new Path(target.getParent(), "." + target.getName() + ".tmp");
        this.fileSystem = fileSystem;
        this.out = new BufferedOutputStream(plain(fileSystem).create(temporary, true), 1 << 16);
    }

    /** @throws UserException when something stands at {@code path} that may not be replaced, or nothing can be written */
    public static OutputFile create(String path, boolean overwrite, Configuration hadoop) {
        Path target = new Path(path);
        try {
            FileSystem fileSystem = target.getFileSystem(hadoop);
            if (fileSystem.exists(target)) {
                refuse(target, overwrite, fileSystem.getFileStatus(target).isDirectory());
            }
            return new OutputFile(fileSystem.makeQualified(target), fileSystem);
        } catch (IOException | IllegalArgumentException e) {
            throw unwritable(target, e);
        }
    }

    private static void refuse(Path target, boolean overwrite, boolean folder) {
        if (folder) {
            throw new UserException("--output is " + target + ", which is a folder; give the name of a file");
        }
        if (!overwrite) {
            throw new UserException(
                    "--output is " + target + ", which exists; add --overwrite to replace it, or give another name");
        }
    }

    /** Adds a line; numbers that are not finite are written as null. */
    public void write(Map<String, ?> row) {
        try {
            out.write(JSON.writeValueAsBytes(row));
            out.write('\n');
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /** Puts the file in its place; no line may follow. */
    public void commit() {
        try {
            out.close();
            fileSystem.delete(target, false);
            if (!plain(fileSystem).rename(temporary, target)) {
                throw new IOException("renaming " + temporary + " was refused");
            }
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
            plain(fileSystem).delete(temporary, false);
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /** Without the checksum files that Hadoop would put beside local ones; an edit by other programs makes those wrong. */
    private static FileSystem plain(FileSystem fileSystem) {
        return fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
    }

    private static UserException unwritable(Path target, Exception e) {
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new UserException(
                "cannot write " + target + ": " + e.getClass().getSimpleName() + ": " + reason
                        + "; free space there or choose another --output",
                e);
    }

    private static final class Floats extends StdSerializer<float[]> {
        private static final long serialVersionUID = 1L;

        Floats() {
            super(float[].class);
        }

        @Override
        public void serialize(float[] values, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartArray();
            for (float value : values) {
                if (Float.isFinite(value)) {
                    json.writeNumber(value);
                } else {
                    json.writeNull();
                }
            }
            json.writeEndArray();
        }
    }
}

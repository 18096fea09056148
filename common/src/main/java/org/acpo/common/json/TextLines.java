package org.acpo.common.json;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.acpo.common.UserException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text file as people and programs write them: UTF-8, or UTF-16 if the file begins with its mark; a byte order
 * mark is no text; lines end with LF, CR LF or CR; compressed if the name says so ({@code .gz} and the other codecs of Hadoop).
 * Bytes that are no text are refused with their line.
 */
public final class TextLines implements Closeable {
    private final Path file;
    private final InputStream in;
    private final Charset charset;
    private final int width;
    private boolean afterReturn;
    private int number;

    /** @throws IOException when the file cannot be opened */
    public TextLines(Path file, Configuration hadoop) throws IOException {
        this.file = file;
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
        InputStream raw = file.getFileSystem(hadoop).open(file);
        this.in = new BufferedInputStream(codec == null ? raw : codec.createInputStream(raw), 1 << 16);
        this.charset = charset(in);
        this.width = charset.equals(StandardCharsets.UTF_8) ? 1 : 2;
    }

    /** Reads past the mark, if there is one. */
    private static Charset charset(InputStream in) throws IOException {
        in.mark(3);
        byte[] start = in.readNBytes(3);
        in.reset();
        int first = start.length < 2 ? 0 : (start[0] & 0xff) << 8 | start[1] & 0xff;
        if (first == 0xfeff || first == 0xfffe) {
            in.skipNBytes(2);
            return first == 0xfeff ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        }
        if (first == 0xefbb && start.length == 3 && (start[2] & 0xff) == 0xbf) {
            in.skipNBytes(3);
        }
        return StandardCharsets.UTF_8;
    }

    /** Whether the file is in UTF-16. */
    public boolean isWide() {
        return width == 2;
    }

    /** Number of the line that was read last, from 1. */
    public int number() {
        return number;
    }

    /**
     * The next line without its end, null after the last.
     *
     * @throws UserException naming file and line when its bytes are not text
     */
    public @Nullable String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean any = false;
        for (int sign = sign(); sign >= 0; sign = sign()) {
            boolean second = afterReturn && sign == '\n';
            afterReturn = sign == '\r';
            if (second) {
                continue;
            }
            any = true;
            if (sign == '\n' || sign == '\r') {
                number++;
                return text(line.toByteArray());
            }
            if (width == 2) {
                line.write(charset.equals(StandardCharsets.UTF_16BE) ? sign >> 8 : sign);
                line.write(charset.equals(StandardCharsets.UTF_16BE) ? sign : sign >> 8);
            } else {
                line.write(sign);
            }
        }
        if (!any) {
            return null;
        }
        number++;
        return text(line.toByteArray());
    }

    /** The next byte, or pair of bytes; -1 at the end. */
    private int sign() throws IOException {
        int first = in.read();
        if (width == 1 || first < 0) {
            return first;
        }
        int second = in.read();
        if (second < 0) {
            number++;
            throw unreadable(null);
        }
        return charset.equals(StandardCharsets.UTF_16BE) ? first << 8 | second : second << 8 | first;
    }

    private String text(byte[] bytes) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw unreadable(e);
        }
    }

    private UserException unreadable(@Nullable Exception e) {
        String name = isWide() ? "UTF-16" : "UTF-8";
        return new UserException(file + ":" + number + ": not " + name + " text; convert the file to UTF-8", e);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

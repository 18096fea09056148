package org.acpo.executors.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packages TorchScript source text as the archive that libtorch loads: four stored zip entries. The source is a list of
 * resources, each holding methods of one class without attributes.
 */
final class ProgramArchive {
    private static final String CLASS = "PolicyProgram";
    private static final String HEADER = "class " + CLASS + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n";
    private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};
    private static final List<String> FRAGMENTS = List.of(
            "trunk.py", //
            "weights.py",
            "score.py",
            "decode.py",
            "branches.py",
            "backward.py",
            "update.py");

    /** Who multiplies matrices: the operators that every device has, or oneDNN. */
    enum Products {
        NATIVE("linear.py"),
        ONEDNN("linear-onednn.py");

        private final String fragment;

        Products(String fragment) {
            this.fragment = fragment;
        }
    }

    private ProgramArchive() {}

    /** The policy program, ready for {@code torch::jit::load}. */
    static byte[] bytes(Products products) {
        StringBuilder source = new StringBuilder(HEADER);
        source.append('\n').append(resource(products.fragment));
        FRAGMENTS.forEach(name -> source.append('\n').append(resource(name)));
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", emptyModule());
            store(
                    zip,
                    "code/__torch__.py",
                    ProgramConstants.applied(source.toString()).getBytes(StandardCharsets.UTF_8));
            store(zip, "constants.pkl", EMPTY_TUPLE);
            store(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
            zip.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pickle of an instance of the class that has no state: GLOBAL, empty tuple, NEWOBJ, empty dict, BUILD, STOP. */
    private static byte[] emptyModule() {
        String pickle = "\u0080\u0002c__torch__\n" + CLASS + "\n)\u0081}b.";
        return pickle.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry("policy/" + name);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static String resource(String name) {
        try (InputStream in = ProgramArchive.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.acpo.executors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.executors.model.HostTensor.Dtype;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    private static final Path FIXTURE = Path.of("src/test/resources/fixtures/nano/model/model.safetensors");

    @TempDir
    Path folder;

    @Test
    void writesTheOfficialLayout() throws IOException {
        Path file = folder.resolve("m.safetensors");
        HostTensor half = HostTensor.of("a", new long[] {2}, 1f, -2f).as(Dtype.BF16);
        HostTensor single = HostTensor.of("b", new long[] {1, 1}, 1f);

        Safetensors.write(file.toFile(), List.of(half, single));

        // Wider formats first; spaces pad the header to a multiple of 8 bytes.
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]},"
                + "\"a\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[4,8]}}";
        int padded = (header.length() + 7) / 8 * 8;
        // 1f = 0x3F800000 little endian; bfloat16 of 1 and -2 = 0x3F80, 0xC000.
        byte[] data = {0, 0, (byte) 0x80, 0x3F, (byte) 0x80, 0x3F, 0, (byte) 0xC0};
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes(header + " ".repeat(padded - header.length()), data));
        assertThat(padded % 8).isZero();
        try (var names = Files.list(folder)) {
            assertThat(names).containsExactly(file);
        }
    }

    @Test
    void rewritesAFileOfTheOfficialLibraryByteForByte() throws IOException {
        Map<String, HostTensor> tensors = Safetensors.read(FIXTURE.toFile());
        Path copy = folder.resolve("copy.safetensors");

        Safetensors.write(copy.toFile(), tensors.values());

        assertThat(Files.mismatch(FIXTURE, copy)).isEqualTo(-1);
        long parameters =
                tensors.values().stream().mapToLong(HostTensor::elements).sum();
        assertThat(parameters).isEqualTo(772_736);
    }

    @Test
    void readsThroughAFileSystemThatCannotBeMapped() {
        Path file = folder.resolve("m.safetensors");
        Safetensors.write(file.toFile(), List.of(HostTensor.of("t", new long[] {3}, 1f, 2f, 3f)));
        Configuration conf = new Configuration(false);
        conf.set("fs.plain.impl", PlainFileSystem.class.getName());

        Map<String, HostTensor> tensors =
                Safetensors.read(new org.apache.hadoop.fs.Path("plain://" + file.toAbsolutePath()), conf);

        assertThat(tensors.get("t").toFloats()).containsExactly(1f, 2f, 3f);
        org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path("plain://" + folder + "/n/copy.safetensors");
        Safetensors.write(target, tensors.values(), conf);
        assertThat(folder.resolve("n/copy.safetensors")).hasSameBinaryContentAs(file);
    }

    @Test
    void shardsAndIndexHoldEveryTensorOnce() throws IOException {
        List<HostTensor> tensors = List.of(
                HostTensor.of("a", new long[] {2}, 1f, 2f),
                HostTensor.of("b", new long[] {1}, 3f),
                HostTensor.of("c", new long[] {5}, 4f, 5f, 6f, 7f, 8f),
                HostTensor.of("d", new long[] {1}, 9f));

        // 8 + 4 bytes fill the first shard of 12, c (20 bytes) is alone above the limit, d starts a third.
        Safetensors.writeFolder(hadoop(folder), tensors, 12, new Configuration(false));

        Path index = folder.resolve("model.safetensors.index.json");
        assertThat(Files.readString(index))
                .contains("\"total_size\" : 36")
                .contains("\"b\" : \"model-00001-of-00003.safetensors\"")
                .contains("\"c\" : \"model-00002-of-00003.safetensors\"")
                .contains("\"d\" : \"model-00003-of-00003.safetensors\"");
        Map<String, HostTensor> read = Safetensors.read(index.toFile());
        assertThat(read).containsOnlyKeys("a", "b", "c", "d");
        assertThat(read.get("c").toFloats()).containsExactly(4f, 5f, 6f, 7f, 8f);

        Files.delete(folder.resolve("model-00002-of-00003.safetensors"));
        refused(index, "names model-00002-of-00003.safetensors, which is absent; copy all 3 shards");
    }

    @Test
    void everyKindOfDamageIsRefusedByName() throws IOException {
        Path file = folder.resolve("bad.safetensors");
        refused(file, "no such file");
        Files.write(file, new byte[] {1, 2, 3});
        refused(file, "is not a safetensors file (3 bytes)");
        Files.write(file, bytes("{}", 0, 1_000));
        refused(file, "its header needs 1008 bytes, the file has 10");
        Files.write(file, bytes("hello", new byte[0]));
        refused(file, "its header is not JSON");
        tensor(file, "F32", "[2]", "[0,8]", 7);
        refused(file, "tensor t: its data end at byte 8 but the file holds only 7: the file is cut short");
        tensor(file, "F32", "[2]", "[0,8]", 9);
        refused(file, "1 bytes follow the last tensor");
        tensor(file, "F32", "[2]", "[4,12]", 12);
        refused(file, "tensor t: its data begin at byte 4 where 0 was expected");
        tensor(file, "F32", "[2]", "[8,0]", 8);
        refused(file, "tensor t: data_offsets [8, 0] are outside the file");
        tensor(file, "F32", "[3]", "[0,8]", 8);
        refused(file, "tensor t: shape [3] of F32 needs 12 bytes, data_offsets give 8");
        tensor(file, "I64", "[1]", "[0,8]", 8);
        refused(file, "tensor t: dtype I64 is not supported; convert it to F32, F16 or BF16");
    }

    @Test
    void aFileLargerThanABufferIsMapped() throws IOException {
        Path file = folder.resolve("big.safetensors");
        long half = 1_200_000_000L;
        String header = ("{\"a\":{\"dtype\":\"BF16\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}")
                .formatted(half / 2, half, half / 2, half, 2 * half);
        try (var channel = java.nio.channels.FileChannel.open(
                file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes(header, new byte[0])));
            // A sparse file: only the last value is stored, 0x3F80 = 1 in bfloat16.
            channel.write(ByteBuffer.wrap(new byte[] {(byte) 0x80, 0x3F}), 8 + header.length() + 2 * half - 2);
        }

        HostTensor b = Safetensors.read(file.toFile()).get("b");

        assertThat(b.elements()).isEqualTo(half / 2);
        float[] last = new float[1];
        b.read(half / 2 - 1, FloatBuffer.wrap(last));
        assertThat(last).containsExactly(1);
    }

    @Test
    void aTensorMayBeLargerThanABuffer() throws IOException {
        Path file = folder.resolve("large.safetensors");
        long bytes = 2_400_000_000L;
        String header =
                "{\"a\":{\"dtype\":\"BF16\",\"shape\":[2,%d],\"data_offsets\":[0,%d]}}".formatted(bytes / 4, bytes);
        try (var channel = java.nio.channels.FileChannel.open(
                file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes(header, new byte[0])));
            // sparse: only the last value is stored, 0x3F80 = 1 in bfloat16
            channel.write(ByteBuffer.wrap(new byte[] {(byte) 0x80, 0x3F}), 8 + header.length() + bytes - 2);
        }

        HostTensor a = Safetensors.read(file.toFile()).get("a");

        float[] last = new float[2];
        a.read(bytes / 2 - 2, FloatBuffer.wrap(last));
        assertThat(last).containsExactly(0, 1);
        assertThat(SafetensorsHeader.format(List.of(a)))
                .asString(StandardCharsets.UTF_8)
                .contains("[0,2400000000]");
    }

    @Test
    void severalBuffersAreWrittenOneAfterAnother() {
        HostTensor cut = HostTensor.zeros(8, "t", Dtype.F32, 5);
        cut.write(0, FloatBuffer.wrap(new float[] {1, 2, 3, 4, 5}));
        Path file = folder.resolve("cut.safetensors");

        Safetensors.write(file.toFile(), List.of(cut));

        assertThat(Safetensors.read(file.toFile()).get("t").toFloats()).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void aFileThatIsCutShortWhileItsTensorsAreInUseIsNamed() throws IOException {
        Path file = folder.resolve("short.safetensors");
        Safetensors.write(file.toFile(), List.of(HostTensor.of("t", new long[] {3}, 1, 2, 3)));
        HostTensor tensor = Safetensors.read(file.toFile()).get("t");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 4));

        assertThatThrownBy(tensor::toFloats)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("short.safetensors");
        Files.write(file, whole);
        assertThat(tensor.toFloats()).containsExactly(1, 2, 3);
    }

    private static void refused(Path file, String message) {
        assertThatThrownBy(() -> Safetensors.read(file.toFile()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(file.getFileName().toString())
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static void tensor(Path file, String dtype, String shape, String offsets, int dataBytes)
            throws IOException {
        String header = "{\"t\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}".formatted(dtype, shape, offsets);
        Files.write(file, bytes(header, new byte[dataBytes]));
    }

    private static byte[] bytes(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
    }

    private static byte[] bytes(String text, int ignored, long statedLength) {
        byte[] whole = bytes(text, new byte[ignored]);
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putLong(statedLength);
        return whole;
    }

    private static org.apache.hadoop.fs.Path hadoop(Path path) {
        return new org.apache.hadoop.fs.Path(path.toUri());
    }
}

package org.acpo.driver.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.acpo.common.run.RunFolder;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog.SessionStatus;

/** Event files are read back with TensorFlow's own message classes and Guava's CRC-32C. */
class TensorBoardTest {
    @TempDir
    Path folder;

    private List<Event> events() throws IOException {
        List<Event> events = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("tensorboard"))) {
            List<Path> found = files.toList();
            assertThat(found).singleElement().asString().contains("events.out.tfevents.");
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(found.get(0))).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                events.add(Event.parseFrom(record(bytes)));
            }
        }
        return events;
    }

    private static byte[] record(ByteBuffer bytes) {
        byte[] length = new byte[8];
        bytes.get(length);
        assertThat(bytes.getInt()).isEqualTo(masked(length));
        byte[] data = new byte
                [(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
        bytes.get(data);
        assertThat(bytes.getInt()).isEqualTo(masked(data));
        return data;
    }

    /** As TensorFlow's crc32c::Mask. */
    private static int masked(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        int crc = (int) checksum.getValue();
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }

    @Test
    void scalarsAndTextsAreReadBack() throws IOException {
        TensorBoard board = TensorBoard.open(RunFolder.of(folder.toString()), 0, new Configuration());
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("reward/mean", 0.25);
        values.put("eval/pass@1", 0.5);
        board.metrics(300, values);
        board.samples(300, "**2 + 2**\n\nΔ +0.5");
        // before the file is closed, as of a run that goes on
        List<Event> events = events();
        board.end(true);

        assertThat(events).hasSize(3);
        assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
        assertThat(events.get(1).getStep()).isEqualTo(300);
        assertThat(events.get(1).getWallTime()).isGreaterThan(1.7e9);
        assertThat(events.get(1).getSummary().getValueList())
                .extracting(Summary.Value::getTag, Summary.Value::getSimpleValue)
                .containsExactly(tuple("reward/mean", 0.25f), tuple("eval/pass@1", 0.5f));
        Summary.Value text = events.get(2).getSummary().getValue(0);
        assertThat(text.getMetadata().getPluginData().getPluginName()).isEqualTo("text");
        assertThat(text.getTensor().getDtype()).isEqualTo(DataType.DT_STRING);
        assertThat(text.getTensor().getStringVal(0).toStringUtf8()).isEqualTo("**2 + 2**\n\nΔ +0.5");
    }

    @Test
    void aResumedRunStartsASession() throws IOException {
        TensorBoard.open(RunFolder.of(folder.toString()), 7, new Configuration())
                .end(true);
        Event start = events().get(1);
        assertThat(start.getStep()).isEqualTo(8);
        assertThat(start.getSessionLog().getStatus()).isEqualTo(SessionStatus.START);
    }
}

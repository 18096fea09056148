package org.acpo.driver.track;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.zip.CRC32C;
import org.acpo.common.run.RunFolder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * TensorBoard event files in {@code RUN/tensorboard}: scalars under their names, rollouts as text. A file is a sequence of
 * TFRecords, each an {@code Event} message (tensorflow/core/util/event.proto). Every sitting of a run writes a file of its
 * own; a resumed one tells TensorBoard to forget what came after its first step.
 */
final class TensorBoard implements Tracker {
    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int EVENT_SESSION_LOG = 7;
    private static final int SESSION_START = 1;
    private static final int DT_STRING = 7;

    private final FSDataOutputStream out;

    private TensorBoard(FSDataOutputStream out) {
        this.out = out;
    }

    /** @param done steps that are done and stay */
    static TensorBoard open(RunFolder folder, int done, Configuration hadoop) throws IOException {
        FileSystem found = folder.root().getFileSystem(hadoop);
        // the checksummed local file system holds bytes back, the raw one below it lets them be read at once
        FileSystem fs = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
        String name = "events.out.tfevents.%d.acpo".formatted(System.currentTimeMillis());
        TensorBoard board = new TensorBoard(fs.create(new Path(new Path(folder.root(), "tensorboard"), name), false));
        board.write(event(0).text(EVENT_FILE_VERSION, "brain.Event:2"));
        if (done > 0) {
            board.write(event(done + 1).message(EVENT_SESSION_LOG, new ProtoWriter().integer(1, SESSION_START)));
        }
        return board;
    }

    @Override
    public String name() {
        return "TensorBoard";
    }

    @Override
    public void metrics(int step, Map<String, Double> values) throws IOException {
        ProtoWriter summary = new ProtoWriter();
        values.forEach((name, value) ->
                summary.message(1, new ProtoWriter().text(1, name).decimal(2, value.floatValue())));
        write(event(step).message(EVENT_SUMMARY, summary));
    }

    @Override
    public void samples(int step, String markdown) throws IOException {
        ProtoWriter plugin = new ProtoWriter().text(1, "text");
        ProtoWriter value = new ProtoWriter()
                .text(1, "rollouts")
                .message(8, new ProtoWriter().integer(1, DT_STRING).text(8, markdown))
                .message(9, new ProtoWriter().message(1, plugin));
        write(event(step).message(EVENT_SUMMARY, new ProtoWriter().message(1, value)));
    }

    /** TensorBoard has no files; the report lies beside its folder. */
    @Override
    public void artifact(String file, byte[] content) {}

    @Override
    public void end(boolean finished) throws IOException {
        out.close();
    }

    private static ProtoWriter event(int step) {
        return new ProtoWriter()
                .decimal(EVENT_WALL_TIME, System.currentTimeMillis() / 1e3)
                .integer(EVENT_STEP, step);
    }

    /** One TFRecord: length, its checksum, data, its checksum. */
    private void write(ProtoWriter event) throws IOException {
        byte[] data = event.bytes();
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length)
                .array();
        ByteBuffer record = ByteBuffer.allocate(16 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        record.put(length).putInt(checksum(length)).put(data).putInt(checksum(data));
        out.write(record.array());
        out.hflush();
    }

    /** CRC-32C, rotated and shifted as TFRecords have it. */
    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }
}

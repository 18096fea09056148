package org.acpo.executors.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.acpo.common.UserException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads and writes the safetensors format, byte for byte as the official library lays it out: 8 bytes of header length
 * (little endian), the JSON header, the data. Used on the driver and on executors; safe to call from several threads.
 */
public final class Safetensors {
    /** Larger checkpoints are split, as transformers does. */
    public static final long DEFAULT_MAX_SHARD_BYTES = 5_000_000_000L;

    static final String SINGLE_FILE = "model.safetensors";
    static final String INDEX_FILE = "model.safetensors.index.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAX_HEADER_BYTES = 100_000_000;

    private Safetensors() {}

    /** {@link #read(Path, Configuration)} of a local file. */
    public static Map<String, HostTensor> read(File file) {
        return read(localPath(file), new Configuration(false));
    }

    /**
     * All tensors of one file, or of every shard when the file is an index ({@code *.index.json}), in file order.
     * Values are read when they are asked for, so a file must neither be overwritten in place nor deleted while its tensors are
     * in use.
     *
     * @throws UserException naming file and tensor when the file is absent, cut short, damaged, or holds another dtype
     */
    public static Map<String, HostTensor> read(Path file, Configuration conf) {
        Contents contents = contents(file, conf);
        contents.others().forEach((name, format) -> {
            throw new UserException(file + ", tensor " + name + ": dtype " + format
                    + " is not supported; convert it to F32, F16 or BF16");
        });
        return contents.tensors();
    }

    /**
     * What a file holds, or all shards of an index.
     *
     * @param tensors by name, in file order
     * @param others names of the tensors that are not of a {@link HostTensor.Dtype}, with the format that they have
     */
    record Contents(Map<String, HostTensor> tensors, Map<String, String> others) {
        Contents() {
            this(new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        private boolean holds(String name) {
            return tensors.containsKey(name) || others.containsKey(name);
        }

        private void put(Path file, Contents more) {
            for (Map<String, ?> names : List.of(more.tensors, more.others)) {
                for (String name : names.keySet()) {
                    if (holds(name)) {
                        throw new UserException(
                                file + " holds " + name + ", and so does another shard; keep the one that is right");
                    }
                }
            }
            tensors.putAll(more.tensors);
            others.putAll(more.others);
        }
    }

    /** As {@link #read(Path, Configuration)}, with the tensors of any format that the file format knows. */
    static Contents contents(Path file, Configuration conf) {
        return file.getName().endsWith(".index.json") ? readShards(file, conf) : readSingle(file, conf);
    }

    /** {@link #write(Path, Collection, Configuration)} of a local file. */
    public static void write(File file, Collection<HostTensor> tensors) {
        write(localPath(file), tensors, new Configuration(false));
    }

    /**
     * Writes one file, atomically (temporary name, then rename), with {@code __metadata__} as transformers expects it.
     *
     * @throws UserException when the file system refuses the write
     */
    public static void write(Path file, Collection<HostTensor> tensors, Configuration conf) {
        List<HostTensor> sorted =
                tensors.stream().sorted(SafetensorsHeader.FILE_ORDER).toList();
        byte[] header = SafetensorsHeader.format(sorted);
        ModelFiles.write(file, conf, channel -> {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(channel, start.putLong(header.length).put(header).flip());
            for (HostTensor tensor : sorted) {
                tensor.forEachPiece(piece -> writeFully(channel, piece));
            }
        });
    }

    /** {@link #write(Path, Collection, Configuration)} of the map's values, which carry their names. */
    public static void write(Path file, Map<String, HostTensor> tensors, Configuration conf) {
        write(file, tensors.values(), conf);
    }

    /**
     * Writes {@code model.safetensors}, or, when the data exceed {@code maxShardBytes}, shards of at most that size
     * (a larger tensor gets a shard of its own) and {@code model.safetensors.index.json} last.
     */
    public static void writeFolder(
            Path folder, Collection<HostTensor> tensors, long maxShardBytes, Configuration conf) {
        List<List<HostTensor>> shards = shards(tensors, maxShardBytes);
        if (shards.size() <= 1) {
            write(new Path(folder, SINGLE_FILE), tensors, conf);
            return;
        }
        ObjectNode index = JSON.createObjectNode();
        index.putObject("metadata").put("total_size", bytes(tensors));
        ObjectNode weightMap = index.putObject("weight_map");
        for (int i = 0; i < shards.size(); i++) {
            String name = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
            write(new Path(folder, name), shards.get(i), conf);
            shards.get(i).forEach(tensor -> weightMap.put(tensor.name(), name));
        }
        byte[] text = (index.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
        ModelFiles.write(new Path(folder, INDEX_FILE), conf, channel -> writeFully(channel, ByteBuffer.wrap(text)));
    }

    private static Contents readSingle(Path file, Configuration conf) {
        try (StoredFile source = new StoredFile(file, conf)) {
            long size = source.size();
            long headerBytes =
                    size < Long.BYTES ? -1 : source.read(0, Long.BYTES).getLong();
            if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
                throw new UserException(file + " is not a safetensors file (" + size + " bytes)");
            }
            long dataStart = Long.BYTES + headerBytes;
            if (dataStart > size) {
                throw new UserException("%s is cut short: its header needs %d bytes, the file has %d; copy it again"
                        .formatted(file, dataStart, size));
            }
            byte[] header = source.read(Long.BYTES, (int) headerBytes).array();
            Contents contents = new Contents();
            for (SafetensorsHeader.Entry entry : SafetensorsHeader.parse(file.toString(), header, size - dataStart)) {
                HostTensor.Dtype dtype = entry.dtype();
                if (dtype == null) {
                    contents.others().put(entry.name(), entry.format());
                } else {
                    TensorContent data = source.content(dataStart + entry.begin(), entry.end() - entry.begin());
                    contents.tensors().put(entry.name(), new HostTensor(entry.name(), dtype, entry.shape(), data));
                }
            }
            return contents;
        } catch (IOException e) {
            throw ModelFiles.unreadable(file, e);
        }
    }

    private static Contents readShards(Path index, Configuration conf) {
        Map<String, String> weightMap = weightMap(index, conf);
        Contents all = new Contents();
        Set<String> shards = new LinkedHashSet<>(weightMap.values());
        for (String shard : shards) {
            Path file = new Path(index.getParent(), shard);
            if (!ModelFiles.exists(file, conf)) {
                throw new UserException(index + " names " + shard + ", which is absent; copy all " + shards.size()
                        + " shards into the folder");
            }
            all.put(file, readSingle(file, conf));
        }
        weightMap.forEach((tensor, shard) -> {
            if (!all.holds(tensor)) {
                throw new UserException(index + " says that " + shard + " holds " + tensor
                        + ", but it does not; copy the shards and the index again");
            }
        });
        return all;
    }

    private static Map<String, String> weightMap(Path index, Configuration conf) {
        Map<String, String> map = new LinkedHashMap<>();
        try {
            JsonNode node = JSON.readTree(ModelFiles.read(index, conf)).path("weight_map");
            node.properties()
                    .forEach(field -> map.put(field.getKey(), field.getValue().asText()));
        } catch (IOException e) {
            throw new UserException(index + " is not JSON", e);
        }
        if (map.isEmpty()) {
            throw new UserException(index + " has no weight_map, so it names no tensor");
        }
        return map;
    }

    private static List<List<HostTensor>> shards(Collection<HostTensor> tensors, long maxBytes) {
        List<List<HostTensor>> shards = new ArrayList<>();
        long filled = Long.MAX_VALUE;
        for (HostTensor tensor : tensors) {
            long bytes = tensor.bytes();
            if (filled > maxBytes - bytes) {
                shards.add(new ArrayList<>());
                filled = 0;
            }
            shards.get(shards.size() - 1).add(tensor);
            filled += bytes;
        }
        return shards;
    }

    private static long bytes(Collection<HostTensor> tensors) {
        return tensors.stream().mapToLong(HostTensor::bytes).sum();
    }

    private static Path localPath(File file) {
        return new Path(file.getAbsoluteFile().toURI());
    }

    private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

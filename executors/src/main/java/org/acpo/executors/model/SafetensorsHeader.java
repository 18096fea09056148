package org.acpo.executors.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.executors.model.HostTensor.Dtype;
import org.jspecify.annotations.Nullable;

/** The JSON header of a safetensors file: parsing with every check of the official reader, and formatting. */
final class SafetensorsHeader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA = "__metadata__";
    /** The official order: wider formats first, then bfloat16 before float16, then by name. */
    private static final List<Dtype> DTYPE_ORDER = List.of(Dtype.F32, Dtype.BF16, Dtype.F16);

    static final Comparator<HostTensor> FILE_ORDER = Comparator.<HostTensor>comparingInt(
                    tensor -> DTYPE_ORDER.indexOf(tensor.dtype()))
            .thenComparing(HostTensor::name);

    /** Bytes of an element in the formats that are never computed with. */
    private static final Map<String, Integer> OTHER_FORMATS = Map.ofEntries(
            Map.entry("BOOL", 1),
            Map.entry("U8", 1),
            Map.entry("I8", 1),
            Map.entry("F8_E5M2", 1),
            Map.entry("F8_E4M3", 1),
            Map.entry("F8_E8M0", 1),
            Map.entry("I16", 2),
            Map.entry("U16", 2),
            Map.entry("I32", 4),
            Map.entry("U32", 4),
            Map.entry("I64", 8),
            Map.entry("U64", 8),
            Map.entry("F64", 8),
            Map.entry("C64", 8));

    /**
     * One tensor of the header; {@code begin} and {@code end} count from the end of the header.
     *
     * @param format as the file names it
     * @param dtype null when it is none to compute with
     */
    record Entry(String name, String format, @Nullable Dtype dtype, long[] shape, long begin, long end) {}

    private SafetensorsHeader() {}

    /**
     * @param file named in errors
     * @param dataBytes size of the file behind the header
     * @return entries in the order of their data, which they cover without holes
     */
    static List<Entry> parse(String file, byte[] json, long dataBytes) {
        JsonNode root = tree(file, json);
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!field.getKey().equals(METADATA)) {
                entries.add(entry(file, field.getKey(), field.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        checkCover(file, entries, dataBytes);
        return entries;
    }

    /** Header of a file that holds {@code tensors}, sorted by {@link #FILE_ORDER}; padded to a multiple of 8 bytes. */
    static byte[] format(List<HostTensor> tensors) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject(METADATA).put("format", "pt");
        long offset = 0;
        for (HostTensor tensor : tensors) {
            ObjectNode node = root.putObject(tensor.name());
            node.put("dtype", tensor.dtype().name());
            ArrayNode shape = node.putArray("shape");
            Arrays.stream(tensor.shape()).forEach(shape::add);
            long end = offset + tensor.bytes();
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = root.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    private static JsonNode tree(String file, byte[] json) {
        try {
            JsonNode root = JSON.readTree(new String(json, StandardCharsets.UTF_8));
            if (root.isObject()) {
                return root;
            }
            throw new UserException(file + " is not a safetensors file: its header is not a JSON object");
        } catch (JsonProcessingException e) {
            throw new UserException(file + " is not a safetensors file: its header is not JSON", e);
        }
    }

    private static Entry entry(String file, String name, JsonNode node) {
        JsonNode offsets = node.path("data_offsets");
        JsonNode shapeNode = node.path("shape");
        if (!shapeNode.isArray() || offsets.size() != 2) {
            throw broken(file, name, "its header entry lacks shape or data_offsets");
        }
        long[] shape = new long[shapeNode.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = shapeNode.get(i).asLong(-1);
        }
        String format = node.path("dtype").asText();
        Dtype dtype = dtype(format);
        if (dtype == null && !OTHER_FORMATS.containsKey(format)) {
            throw broken(file, name, "dtype " + format + " is not known; convert it to F32, F16 or BF16");
        }
        Entry entry = new Entry(
                name,
                format,
                dtype,
                shape,
                offsets.get(0).asLong(-1),
                offsets.get(1).asLong(-1));
        checkSize(file, entry);
        return entry;
    }

    private static @Nullable Dtype dtype(String format) {
        return Arrays.stream(Dtype.values())
                .filter(dtype -> dtype.name().equals(format))
                .findFirst()
                .orElse(null);
    }

    private static int bytes(Entry entry) {
        return entry.dtype() == null
                ? OTHER_FORMATS.getOrDefault(entry.format(), 0)
                : entry.dtype().bytes();
    }

    private static void checkSize(String file, Entry entry) {
        long length = entry.end() - entry.begin();
        if (entry.begin() < 0 || length < 0) {
            throw broken(
                    file,
                    entry.name(),
                    "data_offsets [%d, %d] are outside the file".formatted(entry.begin(), entry.end()));
        }
        if (Arrays.stream(entry.shape()).anyMatch(size -> size < 0)) {
            throw broken(file, entry.name(), "shape " + Arrays.toString(entry.shape()) + " has a negative size");
        }
        double expected = Arrays.stream(entry.shape()).asDoubleStream().reduce(1, (a, b) -> a * b) * bytes(entry);
        if (expected != length) {
            throw broken(
                    file,
                    entry.name(),
                    "shape %s of %s needs %.0f bytes, data_offsets give %d"
                            .formatted(Arrays.toString(entry.shape()), entry.format(), expected, length));
        }
    }

    private static void checkCover(String file, List<Entry> entries, long dataBytes) {
        long expected = 0;
        for (Entry entry : entries) {
            if (entry.end() > dataBytes) {
                throw broken(
                        file,
                        entry.name(),
                        "its data end at byte %d but the file holds only %d: the file is cut short, copy it again"
                                .formatted(entry.end(), dataBytes));
            }
            if (entry.begin() != expected) {
                throw broken(
                        file,
                        entry.name(),
                        "its data begin at byte %d where %d was expected: tensors overlap or leave a hole"
                                .formatted(entry.begin(), expected));
            }
            expected = entry.end();
        }
        if (expected != dataBytes) {
            throw new UserException("%s: %d bytes follow the last tensor; the file is damaged, copy it again"
                    .formatted(file, dataBytes - expected));
        }
    }

    private static UserException broken(String file, String tensor, String what) {
        return new UserException(file + ", tensor " + tensor + ": " + what);
    }
}

package org.acpo.executors.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.acpo.common.UserException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The weights of a model folder, held against what its config.json says: every parameter is there in its shape, and no tensor is
 * left over that the user may think is in use.
 */
final class FolderWeights {
    /** Other formats, the first that is there is named. */
    private static final List<String> UNREAD_FILES = List.of(
            "pytorch_model.bin.index.json",
            "pytorch_model.bin",
            "consolidated.safetensors",
            "consolidated.00.pth",
            "tf_model.h5",
            "flax_model.msgpack");

    private static final List<String> FLOAT_FORMATS = List.of("F64", "F8_E5M2", "F8_E4M3", "F8_E8M0", "C64");
    /** Computed anew from config.json: older versions of transformers saved them. */
    private static final Pattern ROTARY_BUFFER =
            Pattern.compile("(?:.*\\.)?rotary_emb\\.(?:inv_freq|original_inv_freq|cos_cached|sin_cached)");

    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";

    private final Path folder;
    private final ModelSpec spec;
    private final Safetensors.Contents contents;

    private FolderWeights(Path folder, ModelSpec spec, Safetensors.Contents contents) {
        this.folder = folder;
        this.spec = spec;
        this.contents = contents;
    }

    /**
     * The parameters by their names.
     *
     * @throws UserException when there are no weights that can be read, or a tensor is missing, of another shape or not a
     *     parameter of this model
     */
    static Map<String, HostTensor> read(Path folder, ModelSpec spec, Configuration conf) {
        return new FolderWeights(folder, spec, contents(folder, conf)).parameters();
    }

    private static Safetensors.Contents contents(Path folder, Configuration conf) {
        for (String name : List.of(Safetensors.SINGLE_FILE, Safetensors.INDEX_FILE)) {
            Path file = new Path(folder, name);
            if (ModelFiles.exists(file, conf)) {
                return Safetensors.contents(file, conf);
            }
        }
        String none = folder + " has no weights: neither " + Safetensors.SINGLE_FILE + " nor " + Safetensors.INDEX_FILE;
        for (String name : UNREAD_FILES) {
            if (ModelFiles.exists(new Path(folder, name), conf)) {
                throw new UserException(none + ". It has " + name + ", which is not read; convert it: python -c \"from"
                        + " transformers import AutoModelForCausalLM as M, AutoTokenizer as T; d = '" + plain(folder)
                        + "'; [x.from_pretrained(d).save_pretrained(d + '-safetensors') for x in (M, T)]\"");
            }
        }
        throw new UserException(none + "; other formats must be converted to safetensors");
    }

    /** As programs other than Hadoop's write it. */
    private static String plain(Path folder) {
        return "file".equals(folder.toUri().getScheme()) ? folder.toUri().getPath() : folder.toString();
    }

    private Map<String, HostTensor> parameters() {
        Map<String, HostTensor> parameters = new LinkedHashMap<>();
        Map<String, long[]> shapes = spec.parameterShapes();
        shapes.forEach((name, shape) -> checkPresent(name, shape));
        contents.tensors().forEach((name, tensor) -> {
            if (shapes.containsKey(name)) {
                parameters.put(name, tensor);
            } else {
                checkLeftOver(tensor);
            }
        });
        contents.others().forEach((name, format) -> {
            if (FLOAT_FORMATS.contains(format) && !ROTARY_BUFFER.matcher(name).matches()) {
                throw leftOver(name + " (" + format + ")");
            }
        });
        return parameters;
    }

    private void checkPresent(String name, long[] shape) {
        HostTensor tensor = contents.tensors().get(name);
        String other = contents.others().get(name);
        if (other != null) {
            throw new UserException(folder + ", tensor " + name + ": dtype " + other
                    + " is not supported; convert it to F32, F16 or BF16");
        }
        if (tensor == null) {
            throw new UserException("the weights in " + folder + " lack " + name
                    + ", which its config.json asks for; check that the checkpoint is complete");
        }
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new UserException(folder + ", tensor " + name + ": its shape is " + Arrays.toString(tensor.shape())
                    + ", but config.json makes it " + Arrays.toString(shape)
                    + "; use the config.json of these weights");
        }
    }

    private void checkLeftOver(HostTensor tensor) {
        if (ROTARY_BUFFER.matcher(tensor.name()).matches()) {
            return;
        }
        if (!tensor.name().equals(HEAD)) {
            throw leftOver(tensor.name());
        }
        HostTensor embedding = contents.tensors().get(EMBEDDING);
        if (embedding == null || !sameValues(embedding, tensor)) {
            throw new UserException(folder + ": tie_word_embeddings is true in config.json, but " + HEAD
                    + " differs from " + EMBEDDING + "; set tie_word_embeddings to false to use it as transformers 5"
                    + " does, or remove it from the weights");
        }
    }

    private UserException leftOver(String what) {
        return new UserException(folder + " holds the tensor " + what + ", which a " + spec.architecture()
                + " with this config.json (" + spec.layers()
                + " layers) does not have, so it would be left out; use the"
                + " config.json of these weights, or save the model again without the tensor");
    }

    private static boolean sameValues(HostTensor left, HostTensor right) {
        if (!Arrays.equals(left.shape(), right.shape())) {
            return false;
        }
        int piece = (int) Math.min(HostTensor.PIECE, left.elements());
        for (long at = 0; at < left.elements(); at += piece) {
            FloatBuffer one = FloatBuffer.allocate((int) Math.min(piece, left.elements() - at));
            FloatBuffer other = FloatBuffer.allocate(one.capacity());
            left.read(at, one);
            right.read(at, other);
            if (!one.flip().equals(other.flip())) {
                return false;
            }
        }
        return true;
    }
}

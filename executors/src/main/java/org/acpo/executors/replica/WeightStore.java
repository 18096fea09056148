package org.acpo.executors.replica;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.UserException;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.Safetensors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Versions of the policy's weights, one safetensors file each, in a folder on any Hadoop file system. The driver
 * publishes and collects, executors read. A version's file never changes: it is written under another name and renamed.
 */
public final class WeightStore {
    private static final Pattern NAME = Pattern.compile("v-(-?\\d+)\\.safetensors");

    private final Path folder;
    private final Configuration conf;

    public WeightStore(Path folder, Configuration conf) {
        this.folder = folder;
        this.conf = conf;
    }

    /** Makes a version readable; one that exists is replaced by the same weights when a run repeats a step. */
    public void publish(int version, Map<String, HostTensor> weights) {
        Safetensors.write(file(version), weights, conf);
    }

    /** Whether a version can be read. */
    public boolean has(int version) {
        try {
            return folder.getFileSystem(conf).exists(file(version));
        } catch (IOException e) {
            throw new UncheckedIOException("looking for " + file(version), e);
        }
    }

    /**
     * The weights of a version, whose values are read when they are asked for.
     *
     * @throws UserException when the version is not there, which it names
     */
    public Map<String, HostTensor> read(int version) {
        if (!has(version)) {
            throw new UserException("weights of policy version " + version + " are not at " + file(version)
                    + "; the run folder must be on a file system that all executors reach, and nothing but the run may"
                    + " delete from it");
        }
        return Safetensors.read(file(version), conf);
    }

    /** Deletes the versions that are not in {@code needed}. */
    public void collect(Set<Integer> needed) {
        try {
            FileSystem fs = folder.getFileSystem(conf);
            for (FileStatus file : fs.listStatus(folder)) {
                Matcher name = NAME.matcher(file.getPath().getName());
                if (name.matches() && !needed.contains(Integer.valueOf(name.group(1)))) {
                    fs.delete(file.getPath(), false);
                }
            }
        } catch (FileNotFoundException e) {
            // nothing was published yet
        } catch (IOException e) {
            throw new UncheckedIOException("collecting old weights in " + folder, e);
        }
    }

    private Path file(int version) {
        return new Path(folder, "v-" + version + ".safetensors");
    }
}

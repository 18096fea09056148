package org.acpo.executors.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.acpo.common.UserException;
import org.jspecify.annotations.Nullable;

/**
 * The policy that comes with acpo: in the distribution's folder where that is at hand, and otherwise, as on the machines of
 * a cluster, in a jar on the class path, out of which it is copied to a temporary folder once in a process.
 */
final class ShippedModel {
    private static final String RESOURCES = "/org/acpo/models/nano/";
    private static final List<String> FILES = List.of(
            "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors");

    private static @Nullable Path unpacked;

    private ShippedModel() {}

    /** Whether every process that has acpo's jars finds the model, whatever folders it sees. */
    static boolean isOnClassPath() {
        return ShippedModel.class.getResource(RESOURCES + "config.json") != null;
    }

    /** The model's folder on this machine. */
    static Path folder() {
        String home = System.getProperty(ModelFolder.HOME_VARIABLE, System.getenv(ModelFolder.HOME_VARIABLE));
        if (home != null && Files.isDirectory(Path.of(home, "models", "nano"))) {
            return Path.of(home, "models", "nano");
        }
        if (!isOnClassPath()) {
            throw new UserException(ModelFolder.BUILTIN_NANO + " comes with the distribution, but "
                    + ModelFolder.HOME_VARIABLE + " is " + (home == null ? "not set" : home)
                    + "; set it to the distribution's folder or give a model folder");
        }
        return unpack();
    }

    private static synchronized Path unpack() {
        Path folder = unpacked;
        if (folder == null) {
            try {
                folder = Files.createTempDirectory("acpo-nano");
                folder.toFile().deleteOnExit();
                for (String name : FILES) {
                    copy(name, folder.resolve(name));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("unpacking " + ModelFolder.BUILTIN_NANO, e);
            }
            unpacked = folder;
        }
        return folder;
    }

    private static void copy(String name, Path target) throws IOException {
        try (InputStream in = ShippedModel.class.getResourceAsStream(RESOURCES + name)) {
            if (in == null) {
                throw new IOException("the jar lacks " + RESOURCES + name);
            }
            target.toFile().deleteOnExit();
            Files.copy(in, target);
        }
    }
}

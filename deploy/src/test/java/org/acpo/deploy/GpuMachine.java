package org.acpo.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A machine that has GPUs as far as {@code nvidia-smi} says; the shipped discovery script finds them. */
final class GpuMachine {
    private GpuMachine() {}

    /** A folder for the PATH, with an {@code nvidia-smi} that lists {@code n} GPUs. */
    static Path programs(Path folder, int n) throws IOException {
        Path programs = Files.createDirectories(folder.resolve("gpu-programs"));
        StringBuilder list = new StringBuilder();
        StringBuilder indices = new StringBuilder();
        for (int i = 0; i < n; i++) {
            list.append("GPU ")
                    .append(i)
                    .append(": NVIDIA H100 (UUID: GPU-")
                    .append(i)
                    .append(")\\n");
            indices.append(i).append("\\n");
        }
        String script =
                "#!/bin/bash\nif [[ $1 == -L ]]; then printf '" + list + "'; else printf '" + indices + "'; fi\n";
        executable(programs.resolve("nvidia-smi"), script);
        return programs;
    }

    /** The shipped discovery script on such a machine. */
    static Path discoveryScript(Path folder, int n) throws IOException {
        Path shipped = Acpo.DISTRIBUTION.resolve("gpu/discover-gpus.sh");
        String script = "#!/bin/bash\nunset CUDA_VISIBLE_DEVICES\nPATH=" + programs(folder, n) + ":$PATH exec "
                + shipped + "\n";
        return executable(folder.resolve("discover.sh"), script);
    }

    private static Path executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
        return file;
    }
}

package org.acpo.driver.launch;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment in which libtorch computes. It has to be there before its JVM starts. */
public final class NativeLibraries {
    /** The number of arenas of glibc's allocator; see {@link #arenas}. */
    public static final String ARENAS = "MALLOC_ARENA_MAX";

    /**
     * Tensors come and go by the hundred megabytes. Left to itself glibc gives each back to the kernel and takes fresh pages,
     * whose faults cost more than the arithmetic; so it keeps what it has. Huge pages (glibc 2.35 or newer) let weights
     * stream faster through the processor.
     */
    public static final Map<String, String> MEMORY = Map.of(
            "MALLOC_MMAP_MAX_", "0",
            "MALLOC_TRIM_THRESHOLD_", "1000000000000",
            "MALLOC_TOP_PAD_", "67108864",
            "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

    private static final int FEWEST_ARENAS = 2;
    private static final int MOST_ARENAS = 8;

    private NativeLibraries() {}

    /** Tasks side by side need an arena each, or they wait for each other at every tensor; what is free in one is lost to others. */
    public static int arenas(int tasks) {
        return Math.max(FEWEST_ARENAS, Math.min(MOST_ARENAS, tasks));
    }

    /** What {@code installation} does not set yet. Both JVMs of local-cluster inherit it; executors elsewhere get it from Sessions. */
    static Map<String, String> missing(Installation installation) {
        Map<String, String> wanted = new LinkedHashMap<>(MEMORY);
        wanted.put(ARENAS, String.valueOf(arenas(installation.processors())));
        wanted.put("DJL_CACHE_DIR", cache(installation));
        wanted.keySet().removeIf(name -> installation.variable(name) != null);
        return wanted;
    }

    /** DJL unpacks its native libraries (430 MB, once) below the home folder, where that can be written. */
    private static String cache(Installation installation) {
        Path home = Path.of(installation.variable("HOME", "/nonexistent"));
        Path cache = home.resolve(".djl.ai");
        boolean usable = Files.exists(cache) ? Files.isWritable(cache) : Files.isWritable(home);
        return usable
                ? cache.toString()
                : installation.variable("TMPDIR", "/tmp") + "/acpo-" + new UnixSystem().getUid();
    }
}

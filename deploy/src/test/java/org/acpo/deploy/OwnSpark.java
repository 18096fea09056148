package org.acpo.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Spark as a site installed it: the distribution's jars and, besides, the guava and gson of Apache's own download, which
 * are older than the ones that acpo's libraries need.
 */
final class OwnSpark {
    private static final Path OLD_JARS = Path.of("target", "old-jars").toAbsolutePath();

    private OwnSpark() {}

    /** Its folder, made when it is not there. */
    static Path home() throws IOException {
        Path home = Path.of("target", "own-spark").toAbsolutePath();
        if (Files.exists(home)) {
            return home;
        }
        Path ours = Acpo.DISTRIBUTION.resolve("spark");
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("jars"));
        for (String program : List.of("spark-class", "spark-submit")) {
            Files.copy(ours.resolve("bin").resolve(program), home.resolve("bin").resolve(program));
        }
        link(ours.resolve("jars"), home.resolve("jars"));
        link(OLD_JARS, home.resolve("jars"));
        return home;
    }

    private static void link(Path from, Path to) throws IOException {
        try (Stream<Path> jars = Files.list(from)) {
            for (Path jar : jars.toList()) {
                Files.createSymbolicLink(to.resolve(jar.getFileName()), jar);
            }
        }
    }
}

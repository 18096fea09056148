package org.acpo.driver.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code acpo --version} says: of itself and of what its numbers depend on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        Properties built = built();
        String commit = built.getProperty("commit", "");
        return new String[] {
            "acpo " + built.getProperty("version")
                    + (commit.matches("[0-9a-f]{7,}(-dirty)?") ? " (" + commit + ")" : ""),
            "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
            "Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION(),
            "libtorch " + built.getProperty("libtorch") + " (DJL " + built.getProperty("djl") + ")"
        };
    }

    /** Written by the build. */
    private static Properties built() {
        Properties properties = new Properties();
        try (InputStream in = Objects.requireNonNull(Version.class.getResourceAsStream("version.properties"))) {
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.acpo.driver.launch;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.acpo.common.UserException;
import org.apache.spark.launcher.SparkLauncher;
import org.jspecify.annotations.Nullable;

/** The settings of an application. What the user says stands before what acpo sets: {@code --spark-conf}, then the file. */
final class SparkSettings {
    private final SparkLauncher launcher;
    private final Request request;
    private final Properties file;

    SparkSettings(SparkLauncher launcher, Request request) {
        this.launcher = launcher;
        this.request = request;
        Path path = request.sparkProperties();
        file = path == null ? new Properties() : read(path);
        if (path != null) {
            launcher.setPropertiesFile(path.toString());
        }
        request.sparkConf().forEach(launcher::setConf);
    }

    /** What the user says, or null. */
    @Nullable
    String given(String key) {
        String value = request.sparkConf().get(key);
        return value == null ? file.getProperty(key) : value;
    }

    /** What the user says of a setting that is a list separated by commas. */
    List<String> givenList(String key) {
        String value = given(key);
        return value == null || value.isBlank() ? List.of() : List.of(value.split(","));
    }

    /** Sets what the user does not. */
    void suggest(String key, String value) {
        if (given(key) == null) {
            launcher.setConf(key, value);
        }
    }

    private static Properties read(Path path) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException("--spark-properties is " + path + ", which cannot be read: " + e, e);
        }
    }
}

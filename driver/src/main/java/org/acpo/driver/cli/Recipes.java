package org.acpo.driver.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.acpo.common.UserException;
import org.acpo.common.config.NearestName;
import org.acpo.common.config.Recipe;
import org.acpo.executors.model.ModelFolder;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Finds recipes: a YAML file by its path, by its address on any Hadoop file system, or one of the distribution's by its
 * name.
 */
public final class Recipes {
    private static final String SUFFIX = ".yaml";

    private Recipes() {}

    /** @throws UserException when there is no such file and no such name, listing the names */
    public static Recipe find(String nameOrFile) {
        Path file = Path.of(nameOrFile);
        if (Files.isRegularFile(file)) {
            return read(nameOrFile, file);
        }
        if (nameOrFile.contains("://")) {
            return new Recipe(nameOrFile, readRemote(nameOrFile));
        }
        Path folder = folder();
        if (folder == null) {
            throw new UserException("recipe " + nameOrFile + " is no file, and " + ModelFolder.HOME_VARIABLE
                    + " is not set to find named ones; give a file");
        }
        Path named = folder.resolve(nameOrFile + SUFFIX);
        if (!Files.isRegularFile(named)) {
            throw new UserException("recipe " + nameOrFile + " is neither a file nor "
                    + NearestName.expected(nameOrFile, names(folder)));
        }
        return read(nameOrFile, named);
    }

    private static String readRemote(String file) {
        return org.acpo.driver.checkpoint.HadoopFiles.read(new org.apache.hadoop.fs.Path(file), new Configuration());
    }

    private static @Nullable Path folder() {
        String home = System.getProperty(ModelFolder.HOME_VARIABLE, System.getenv(ModelFolder.HOME_VARIABLE));
        return home == null ? null : Path.of(home, "recipes");
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Recipe read(String name, Path file) {
        try {
            return new Recipe(name, Files.readString(file));
        } catch (IOException e) {
            throw new UserException("cannot read recipe " + file + ": " + e.getMessage(), e);
        }
    }
}

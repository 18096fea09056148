package org.acpo.driver.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.acpo.common.UserException;
import org.jspecify.annotations.Nullable;

/**
 * A driver on the cluster does not see the files of this machine: the recipes that the command line names, and how it is to
 * name them there.
 */
final class RecipeFiles {
    private static final String OPTION = "--recipe";

    private final Path recipes;
    private final boolean travel;
    private final List<String> arguments = new ArrayList<>();
    private final List<String> files = new ArrayList<>();

    /** @param travel whether the files are sent to the folder of the driver; otherwise they lie on its machine as here */
    RecipeFiles(List<String> arguments, Path recipes, boolean travel) {
        this.recipes = recipes;
        this.travel = travel;
        String before = "";
        for (String argument : arguments) {
            boolean joined = argument.startsWith(OPTION + "=");
            if (joined) {
                this.arguments.add(OPTION + "=" + name(argument.substring(OPTION.length() + 1)));
            } else {
                this.arguments.add(before.equals(OPTION) ? name(argument) : argument);
            }
            before = argument;
        }
    }

    /** The arguments of the command on the machine of the driver. */
    List<String> arguments() {
        return arguments;
    }

    /** What is to be sent there. */
    List<String> files() {
        return files;
    }

    private String name(String value) {
        Path file = find(value);
        if (file == null) {
            return value;
        }
        if (travel) {
            files.add(file.toString());
            return String.valueOf(file.getFileName());
        }
        try {
            return file.toRealPath().toString();
        } catch (IOException e) {
            throw new UserException("--recipe " + value + " cannot be read: " + e, e);
        }
    }

    /** The file that a recipe is in: one of the user's, else a shipped one. What is no file, the command itself refuses. */
    private @Nullable Path find(String value) {
        Path given = Path.of(value);
        Path shipped = recipes.resolve(value + ".yaml");
        if (Files.isRegularFile(given)) {
            return given;
        }
        return Files.isRegularFile(shipped) ? shipped : null;
    }
}

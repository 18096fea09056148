package org.acpo.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arithmetic in the comments of the recipes for GPUs is what the command beside it prints, and all of it fits. */
class PlannedRecipesTest {
    private static final String COMMAND = "#   bin/acpo plan --recipe ";
    private static final String SAID = "#   ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qwen2.5-0.5b-1gpu",
                "qwen2.5-math-7b-8gpu",
                "qwen2.5-math-7b-lora-1gpu",
                "qwen2.5-math-7b-lora-8gpu"
            })
    void theCommentIsWhatTheCommandPrints(String name) throws IOException {
        Path file = Path.of("../deploy/recipes", name + ".yaml");
        List<String> comment = Files.readAllLines(file).stream()
                .takeWhile(line -> line.startsWith("#"))
                .toList();
        String command = comment.stream()
                .filter(line -> line.startsWith(COMMAND + name + " "))
                .findFirst()
                .orElseThrow();
        List<String> said = comment.subList(comment.indexOf(command) + 1, comment.size()).stream()
                .filter(line -> line.startsWith(SAID))
                .map(line -> line.substring(SAID.length()))
                .toList();
        assertThat(plan(file, command.substring(COMMAND.length() + name.length() + 1)))
                .isEqualTo(said);
    }

    private static List<String> plan(Path recipe, String options) {
        List<String> arguments = new ArrayList<>(List.of("plan", "--recipe", recipe.toString()));
        arguments.addAll(Arrays.asList(options.split(" ")));
        PrintStream terminal = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            assertThat(Main.run(arguments.toArray(String[]::new))).isZero();
        } finally {
            System.setErr(terminal);
        }
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }
}

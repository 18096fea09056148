package org.acpo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the input is said in one line, the exit code is not zero, and no run folder is begun. */
class BadInputIT {
    @TempDir
    Path folder;

    @Test
    void recipeThatDoesNotExist() {
        refused("recipe quikstart is neither a file nor", "did you mean quickstart?", "--recipe", "quikstart");
    }

    @Test
    void keyThatDoesNotExist() {
        refused("rollout.temprature", "temperature", "--recipe", "quickstart", "--set", "rollout.temprature=2");
    }

    @Test
    void valueOutOfRange() {
        refused("rollout.top_p is 2.0", "at most 1", "--recipe", "quickstart", "--set", "rollout.top_p=2");
    }

    @Test
    void stopStringThatIsNoToken() {
        refused("rollout.stop has 'and so'", "one token", "--recipe", "quickstart", "--set", "rollout.stop=[and so]");
    }

    @Test
    void modelFolderWithoutWeights() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(Path.of("models/nano", name), model.resolve(name));
        }
        refused("has no weights", "safetensors", "--recipe", "quickstart", "--set", "model.path=" + model);
    }

    @Test
    void problemWithoutAnswer() throws IOException {
        Path problems = Files.writeString(
                folder.resolve("p.jsonl"),
                "{\"id\": \"a\", \"problem\": \"1+1?\", \"answer\": \"2\"}\n{\"id\": \"b\", \"problem\": \"2+2?\"}\n");
        refused(
                "p.jsonl:2",
                "no answer",
                "--recipe",
                "quickstart",
                "--set",
                "data.train.kind=jsonl",
                "--set",
                "data.train.path=" + problems);
    }

    @Test
    void folderThatHoldsARun() throws IOException {
        Files.writeString(folder.resolve("config.yaml"), "seed: 1\n");
        Acpo.Result result = Acpo.run(folder, "train", "--recipe", "quickstart", "--run", folder.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("already holds a run")
                .contains("--resume")
                .doesNotContain("\tat ");
    }

    private void refused(String wrong, String remedy, String... options) {
        Path run = folder.resolve("run");
        String[] arguments = Stream.concat(Stream.of("train", "--run", run.toString()), Arrays.stream(options))
                .toArray(String[]::new);
        Acpo.Result result = Acpo.run(folder, arguments);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).contains(wrong).contains(remedy).doesNotContain("\tat ");
        assertThat(result.out()).isEmpty();
        assertThat(run).doesNotExist();
    }
}

package org.acpo.driver.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTest {
    private static final Path NANO = Path.of("../deploy/models/nano");
    private static final String QUESTION = "Start with 2. Add 3. Multiply by 2. What is the result?";

    @TempDir
    Path folder;

    private static TrainConfig config(Path model, String... more) {
        List<String> overrides = new ArrayList<>(List.of("model.path=" + model, "evaluation.temperature=0"));
        overrides.addAll(List.of(more));
        return TrainConfig.load(null, overrides);
    }

    @Test
    void textComesPieceByPieceAndIsTheWholeAnswer() {
        try (Chat chat = Chat.open(config(NANO), new Configuration())) {
            assertThat(chat.remembers()).isFalse();
            List<String> pieces = new ArrayList<>();
            List<Float> entropies = new ArrayList<>();
            String answer = chat.say(QUESTION, (text, entropy) -> {
                pieces.add(text);
                entropies.add(entropy);
            });
            assertThat(String.join("", pieces)).isEqualTo(answer);
            assertThat(pieces).hasSizeGreaterThan(5);
            assertThat(entropies).allSatisfy(entropy -> assertThat(entropy).isBetween(0f, 10f));
            assertThat(answer).isEqualTo("2 + 3 = 5\n5 * 2 = 10\nAnswer: 10");
            // greedy, and nothing is remembered
            assertThat(chat.say(QUESTION, (text, entropy) -> {})).isEqualTo(answer);
        }
    }

    /** The shipped model with a chat template that shows the turns, each on a line. */
    private Path chatModel() throws IOException {
        for (String file : List.of("config.json", "generation_config.json", "model.safetensors", "tokenizer.json")) {
            Files.copy(NANO.resolve(file), folder.resolve(file));
        }
        String config = Files.readString(NANO.resolve("tokenizer_config.json"));
        String template = "{% for message in messages %}{{ message.content }}\\n{% endfor %}";
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                config.replaceFirst("\\{", "{\"chat_template\": \"" + template.replace("\\", "\\\\") + "\","));
        return folder;
    }

    @Test
    void turnsAreRememberedUntilTheContextIsFull() throws IOException {
        try (Chat chat = Chat.open(config(chatModel(), "evaluation.max_new_tokens=40"), new Configuration())) {
            assertThat(chat.remembers()).isTrue();
            String first = chat.say(QUESTION, (text, entropy) -> {});
            chat.reset();
            assertThat(chat.say(QUESTION, (text, entropy) -> {})).isEqualTo(first);
            assertThatThrownBy(() -> {
                        for (int turn = 0; turn < 100; turn++) {
                            chat.say(QUESTION, (text, entropy) -> {});
                        }
                    })
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("leaves room for at most");
            chat.reset();
            assertThat(chat.say(QUESTION, (text, entropy) -> {})).isEqualTo(first);
        }
    }
}

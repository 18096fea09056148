package org.acpo.driver.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.SftConfig;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.tokenizer.PromptEncoder;
import org.acpo.executors.tokenizer.Tokenizer;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExampleMakerTest {
    private static final SftConfig CONFIG = SftConfig.load(null, List.of("model.tokenizer.vocab_size=257"));
    private static final Tokenizer TOKENIZER = tokenizer();
    private static final int END = 256;

    private static Tokenizer tokenizer() {
        ModelFolder model = StartModel.of(CONFIG, List.of(problem("1 + 2 = 3\nAnswer: 3")), new Configuration());
        return model.tokenizer();
    }

    private static Problem problem(@Nullable String solution) {
        return new Problem("p", "1 + 2?", "3", null, null, null, solution);
    }

    private static List<String> texts(int epoch, String... overrides) {
        SftConfig config = SftConfig.load(null, List.of(overrides));
        ExampleMaker maker = new ExampleMaker(config, new PromptEncoder(config.prompt(), TOKENIZER), END);
        return maker.epoch(List.of(problem("1 + 2 = 3\nAnswer: 3")), epoch).stream()
                .map(e -> TOKENIZER.decode(e.prompt()) + "|" + TOKENIZER.decode(e.response()))
                .toList();
    }

    private static Set<String> overEpochs(String... overrides) {
        Set<String> seen = new TreeSet<>();
        for (int epoch = 0; epoch < 60; epoch++) {
            seen.addAll(texts(epoch, overrides));
        }
        return seen;
    }

    @Test
    void aWorkedSolutionIsLearntWithItsEnd() {
        assertThat(texts(0)).containsExactly("1 + 2?\n|1 + 2 = 3\nAnswer: 3<|endoftext|>");
    }

    @Test
    void abbreviatedSolutionsAppearBesideFullOnes() {
        assertThat(overEpochs("examples.abbreviate=0.5", "examples.drop_line=1"))
                .containsExactlyInAnyOrder(
                        "1 + 2?\n|1 + 2 = 3\nAnswer: 3<|endoftext|>", "1 + 2?\n|Answer: 3<|endoftext|>");
    }

    @Test
    void probesAreGivenAndTheirAnswersLearnt() {
        String probe = "\n\nFinal answer: \\boxed{|3}<|endoftext|>";
        assertThat(overEpochs("examples.probe=1"))
                .containsExactlyInAnyOrder(
                        "1 + 2?\n" + probe, "1 + 2?\n1 + 2 = 3\n" + probe, "1 + 2?\n1 + 2 = 3\nAnswer: " + probe);
    }

    @Test
    void aProblemWithoutSolutionIsNamed() {
        ExampleMaker maker = new ExampleMaker(CONFIG, new PromptEncoder(CONFIG.prompt(), TOKENIZER), END);
        assertThatThrownBy(() -> maker.epoch(List.of(problem(null)), 0))
                .isInstanceOf(UserException.class)
                .hasMessage("problem p has no worked solution; name the field that holds it with"
                        + " data.train.fields.solution");
    }
}

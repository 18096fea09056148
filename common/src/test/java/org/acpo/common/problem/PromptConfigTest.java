package org.acpo.common.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.List;
import org.acpo.common.config.ConfigException;
import org.acpo.common.config.ConfigLoader;
import org.acpo.common.config.Recipe;
import org.acpo.common.problem.PromptConfig.Kind;
import org.acpo.common.recipe.TrainConfig;
import org.junit.jupiter.api.Test;

class PromptConfigTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 30, 9, 5, 7, 123);

    @Test
    void aChatIsTheProblemAloneAndAPlainPromptHasANewline() {
        assertThat(new PromptConfig(Kind.CHAT, null, null, null).fill("p")).isEqualTo("p");
        assertThat(new PromptConfig(Kind.PLAIN, null, null, null).fill("p")).isEqualTo("p\n");
        assertThat(new PromptConfig(Kind.CHAT, "Solve {problem}.", null, null).fill("p"))
                .isEqualTo("Solve p.");
    }

    @Test
    void aChatIsToldTheDateOfItsConfigurationOrOfItsBeginning() {
        assertThat(new PromptConfig(Kind.CHAT, null, null, null).at(NOW).date()).isEqualTo("2026-11-30T09:05:07");
        assertThat(new PromptConfig(Kind.CHAT, null, null, "2024-02-29").at(NOW).moment())
                .isEqualTo(LocalDateTime.of(2024, 2, 29, 0, 0));
        assertThat(new PromptConfig(Kind.PLAIN, null, null, null).at(NOW).date())
                .isNull();
    }

    @Test
    void theSavedConfigurationKeepsTheDateOfTheRun() {
        TrainConfig begun = TrainConfig.load(null, List.of("prompt.kind=chat"));
        assertThat(begun.prompt().date()).isNotNull();

        TrainConfig resumed = TrainConfig.load(new Recipe("config.yaml", ConfigLoader.toYaml(begun)), List.of());

        assertThat(resumed).isEqualTo(begun);
    }

    @Test
    void whatIsNoDateIsRefused() {
        assertThatThrownBy(() -> new PromptConfig(Kind.CHAT, null, null, "30.11.2026"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("prompt.date")
                .hasMessageContaining("30.11.2026");
    }
}

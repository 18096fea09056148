package org.acpo.driver.sft;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.acpo.common.config.Recipe;
import org.acpo.common.problem.source.ProblemSet;
import org.acpo.common.recipe.SftConfig;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.tokenizer.PromptEncoder;
import org.acpo.executors.tokenizer.Tokenizer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** The shipped base policy, deploy/models/nano, is what a quickstart needs. */
class BasePolicyTest {
    private static final Path FOLDER = Path.of("../deploy/models/nano");
    private static final Configuration HADOOP = new Configuration();
    private static final ModelFolder MODEL = ModelFolder.read(FOLDER.toString(), HADOOP);

    private static SftConfig recipe() throws IOException {
        String text = Files.readString(Path.of("../deploy/recipes/base-nano.yaml"));
        return SftConfig.load(new Recipe("base-nano", text), List.of());
    }

    @Test
    void itIsSmall() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(4_000_000);
        }
    }

    @Test
    void itHasTheShapeOfItsRecipe() throws IOException {
        ModelFolder fresh =
                StartModel.of(recipe(), ProblemSet.load(recipe().data().train(), HADOOP), HADOOP);
        assertThat(MODEL.spec()).isEqualTo(fresh.spec());
        assertThat(MODEL.description().get("tokenizer.json"))
                .isEqualTo(fresh.description().get("tokenizer.json"));
    }

    @Test
    void peopleCanReadItsTokens() {
        Tokenizer tokenizer = MODEL.tokenizer();
        assertThat(tokenizer.pieces(tokenizer.encode("Multiply by 3.\n12 * 3 = 36")))
                .containsExactly("Multiply", " by", " ", "3", ".", "\n", "1", "2", " *", " ", "3", " =", " ", "3", "6");
    }

    @Test
    void itSolvesSomeButNotMostHeldOutProblems() throws IOException {
        SftConfig config = recipe();
        try (Policy policy = Policy.load(MODEL.spec(), MODEL.weights(), Dtype.FLOAT32, Device.cpu())) {
            PromptEncoder prompts = new PromptEncoder(config.prompt(), MODEL.tokenizer());
            HeldOut heldOut =
                    new HeldOut(config, prompts, ProblemSet.load(config.data().eval(), HADOOP));
            assertThat(heldOut.passRate(policy)).isBetween(0.3, 0.5);
        }
    }
}

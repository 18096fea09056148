package org.acpo.driver.inference;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.JsonFiles;

/** The random model of the executors' tests, with numbers of an independent implementation; see README.md beside it. */
public final class NanoModel {
    private static final Path ROOT = Path.of("..", "executors", "src", "test", "resources", "fixtures", "nano");
    static final Path FOLDER = ROOT.resolve("model");
    static final JsonNode EXPECTED = expected();

    /** Its context, and the number of its token ids. */
    static final int CONTEXT = 2048;

    static final int VOCABULARY = 260;

    private NanoModel() {}

    /** The training defaults with this model, and overrides. */
    public static TrainConfig config(String... overrides) {
        List<String> all = new ArrayList<>(List.of("model.path=" + FOLDER));
        all.addAll(List.of(overrides));
        return TrainConfig.load(null, all);
    }

    private static JsonNode expected() {
        try {
            return JsonFiles.parse(Files.readString(ROOT.resolve("expected.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.acpo.driver.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.model.ModelSpec;
import org.apache.hadoop.conf.Configuration;

/** Model shapes: that of a model folder, or of a well-known model by its name, so that a plan needs no download. */
public final class Shapes {
    private static final List<String> KNOWN =
            List.of("Qwen2.5-0.5B", "Qwen2.5-0.5B-Instruct", "Qwen2.5-1.5B", "Qwen2.5-Math-7B");
    private static final String CONFIG = "config.json";

    private Shapes() {}

    /**
     * The shape of the model at {@code path}; where nothing is there, that of the well-known model after which its last
     * folder is named.
     *
     * @throws UserException when neither exists, with the names that are known
     */
    public static ModelSpec of(String path, Configuration conf) {
        String name = path.replaceFirst("/+$", "").replaceFirst("^.*/", "");
        if (!KNOWN.contains(name)) {
            try {
                return ModelFolder.readWithoutWeights(path, conf).spec();
            } catch (UserException e) {
                throw new UserException(
                        e.getMessage() + "; without a folder, plan knows the shapes of " + String.join(", ", KNOWN), e);
            }
        }
        try (InputStream in = Shapes.class.getResourceAsStream(name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the shape of " + name);
            }
            return ModelFolder.of(name, Map.of(CONFIG, in.readAllBytes())).spec();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

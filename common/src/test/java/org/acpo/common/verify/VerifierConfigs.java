package org.acpo.common.verify;

import java.util.Map;
import org.acpo.common.verify.VerifierConfig.Kind;
import org.acpo.common.verify.code.CodeConfig;
import org.acpo.common.verify.code.CodeConfig.Isolation;
import org.jspecify.annotations.Nullable;

/** Sections for tests. */
final class VerifierConfigs {
    static final CodeConfig CODE = new CodeConfig(Isolation.AUTO, 60_000, 20_000, 512, 16, 16, "python3");

    private VerifierConfigs() {}

    static VerifierConfig of(Kind kind, @Nullable String className, Map<String, Double> weights) {
        return new VerifierConfig(kind, className, weights, true, false, 0, 0, false, 2_000, CODE);
    }

    static VerifierConfig shaped(Kind kind, double format, int buffer, boolean truncatedIsWrong) {
        return new VerifierConfig(kind, null, Map.of(), true, false, format, buffer, truncatedIsWrong, 2_000, CODE);
    }
}

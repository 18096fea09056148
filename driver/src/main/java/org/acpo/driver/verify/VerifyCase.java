package org.acpo.driver.verify;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A prediction to hold against a gold answer.
 *
 * @param gold may be blank, and is then reported as unparsable
 * @param expected whether they are the same, or null if nobody says
 * @param tier the group of cases to count it in, or null
 * @param suspect whether {@code expected} is in doubt; such cases count for nothing
 */
public record VerifyCase(
        String id,
        Kind kind,
        String gold,
        String prediction,
        @Nullable Boolean expected,
        @Nullable String tier,
        boolean suspect) {

    /** ANSWER_PAIR is an answer alone, RESPONSE a whole response to find the answer in, COUNTDOWN and CODE such for
     * their verifier. */
    public enum Kind {
        ANSWER_PAIR,
        RESPONSE,
        COUNTDOWN,
        CODE;

        /** The name that stands in files. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether its label counts. */
    boolean isLabelled() {
        return expected != null && !suspect;
    }
}

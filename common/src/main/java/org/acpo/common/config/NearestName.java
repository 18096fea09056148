package org.acpo.common.config;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Helps with misspelt names in error messages. */
public final class NearestName {
    private NearestName() {}

    /** What {@code wrong} should have been: the allowed names, and which of them is nearest by edit distance. */
    public static String expected(String wrong, Collection<String> allowed) {
        if (allowed.isEmpty()) {
            return "absent, as there are no keys";
        }
        return "one of " + String.join(", ", allowed) + " (did you mean " + nearest(wrong, allowed) + "?)";
    }

    /** The one of {@code allowed}, which is not empty, that is nearest by edit distance. */
    public static String nearest(String wrong, Collection<String> allowed) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return allowed.stream()
                .min(Comparator.comparingInt((String name) -> distance.apply(wrong, name)))
                .orElseThrow();
    }
}

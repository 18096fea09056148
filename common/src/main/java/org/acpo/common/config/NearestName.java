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
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        String nearest = allowed.stream()
                .min(Comparator.comparingInt((String name) -> distance.apply(wrong, name)))
                .orElseThrow();
        return "one of " + String.join(", ", allowed) + " (did you mean " + nearest + "?)";
    }
}

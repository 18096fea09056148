package org.acpo.common.verify.code;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Languages of programs, with the names that code blocks have. */
public enum Language {
    PYTHON("python", "python3", "py"),
    JAVA("java");

    private final List<String> tags;

    Language(String... tags) {
        this.tags = List.of(tags);
    }

    /** The language with that name or tag. */
    static Optional<Language> of(String tag) {
        for (Language language : values()) {
            if (language.tags.contains(tag.toLowerCase(Locale.ROOT))) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }
}

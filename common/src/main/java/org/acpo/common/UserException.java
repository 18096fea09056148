package org.acpo.common;

import org.jspecify.annotations.Nullable;

/**
 * Something that the person who runs the program can mend: bad input, configuration or environment. The message is one
 * line that says what is wrong, the actual value, and what to do; the command line prints it without a stack trace.
 */
public class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UserException(String message) {
        super(message);
    }

    public UserException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

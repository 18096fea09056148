package org.acpo.driver.cli;

/** Options that a command cannot be used with, or without; ends it with exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}

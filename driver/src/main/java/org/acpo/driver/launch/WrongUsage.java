package org.acpo.driver.launch;

/** An option that is given wrongly; {@code bin/acpo} ends with exit code 2. */
final class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongUsage(String message) {
        super(message);
    }
}

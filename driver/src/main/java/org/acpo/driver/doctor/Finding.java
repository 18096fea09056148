package org.acpo.driver.doctor;

import java.util.concurrent.Callable;

/**
 * What one check found.
 *
 * @param found the facts
 * @param mend what to do; empty when all is well
 */
public record Finding(String check, State state, String found, String mend) {
    /** Whether acpo can work with it. */
    public enum State {
        OK,
        /** Works, but not as well as it could. */
        WARNING,
        WRONG
    }

    static Finding ok(String check, String found) {
        return new Finding(check, State.OK, found, "");
    }

    static Finding warning(String check, String found, String mend) {
        return new Finding(check, State.WARNING, found, mend);
    }

    static Finding wrong(String check, String found, String mend) {
        return new Finding(check, State.WRONG, found, mend);
    }

    /** The facts that {@code probe} brings, or that it failed; libraries that cannot be loaded throw Errors. */
    static Finding of(String check, Callable<String> probe, String mend) {
        try {
            return ok(check, probe.call());
        } catch (Exception | LinkageError e) {
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return wrong(check, e.getClass().getSimpleName() + ": " + message, mend);
        }
    }
}

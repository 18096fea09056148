package org.acpo.driver.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program to be started.
 *
 * @param environment variables that it gets besides those of its parent
 * @param command the program and its arguments
 */
record Invocation(Map<String, String> environment, List<String> command) {
    Invocation {
        environment = Map.copyOf(environment);
        command = List.copyOf(command);
    }

    /** All of it as the words of one command line, with {@code env} setting the variables. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (!environment.isEmpty()) {
            words.add("env");
            environment.forEach((name, value) -> words.add(name + "=" + value));
        }
        words.addAll(command);
        return words;
    }
}

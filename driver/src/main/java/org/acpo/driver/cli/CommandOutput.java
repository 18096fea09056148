package org.acpo.driver.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** The last line of a command on standard output. */
final class CommandOutput {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CommandOutput() {}

    /** Prints one JSON object, in which what is not a number is null. */
    static void print(Map<String, ?> result) {
        try {
            System.out.println(JSON.writeValueAsString(result).replace("\"NaN\"", "null"));
            System.out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + result, e);
        }
    }
}

package org.acpo.common.verify.code;

import java.io.Serializable;
import org.acpo.common.config.Require;

/**
 * Section {@code verifier.code}: how programs in responses are run.
 *
 * @param timeoutMillis wall time of all tests of one response, compilation included
 * @param testTimeoutMillis wall time of one run of a program: a test, all calls of a function, or the compilation
 * @param memoryMb of one process
 * @param processes processes and threads of a Python program at the same time; Java programs get 32 more for the JVM
 * @param fileMb largest file and largest output; all files together may have four times that much
 * @param python the interpreter, a command or a path
 */
public record CodeConfig(
        Isolation isolation,
        int timeoutMillis,
        int testTimeoutMillis,
        int memoryMb,
        int processes,
        int fileMb,
        String python)
        implements Serializable {
    private static final int PATIENT_MILLIS = 60_000;

    /**
     * NAMESPACES refuses to work where the operating system does not offer them; LIMITS does without a file system and
     * processes of one's own, so that programs reach the files that their user may reach, and the network too where the
     * system does not even offer a network namespace; AUTO takes the best there is and logs which.
     */
    public enum Isolation {
        AUTO,
        NAMESPACES,
        LIMITS
    }

    public CodeConfig {
        Require.atLeast(timeoutMillis, 1, "verifier.code.timeout_millis");
        Require.atLeast(testTimeoutMillis, 1, "verifier.code.test_timeout_millis");
        Require.atLeast(memoryMb, 64, "verifier.code.memory_mb");
        Require.atLeast(processes, 1, "verifier.code.processes");
        Require.atLeast(fileMb, 1, "verifier.code.file_mb");
        Require.that(!python.isBlank(), "verifier.code.python", python, "the name or path of a Python 3 interpreter");
    }

    /** The same with time enough for a machine that is busy starting. */
    CodeConfig patient() {
        int millis = Math.max(testTimeoutMillis, PATIENT_MILLIS);
        return new CodeConfig(isolation, timeoutMillis, millis, memoryMb, processes, fileMb, python);
    }

    /** CPU time of one process: no more than its wall time, in whole seconds. */
    int cpuSeconds() {
        return testTimeoutMillis / 1_000 + 1;
    }
}

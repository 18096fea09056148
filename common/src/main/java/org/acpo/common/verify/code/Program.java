package org.acpo.common.verify.code;

import java.util.List;
import java.util.Map;

/**
 * What a sandbox runs. Commands name their files by the sandbox's own paths: {@code @code} is the folder of {@code files},
 * {@code @built} the one in which the compiler ran.
 *
 * @param files contents by name
 * @param compile run once before the inputs, or empty
 * @param command run for every input
 * @param extraMemoryMb address space that the language's runtime takes besides the program's own
 * @param extraProcesses threads of the language's runtime
 */
record Program(
        Map<String, byte[]> files, List<String> compile, List<String> command, int extraMemoryMb, int extraProcesses) {}

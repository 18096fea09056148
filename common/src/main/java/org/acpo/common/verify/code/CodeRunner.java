package org.acpo.common.verify.code;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.acpo.common.UserException;
import org.acpo.common.verify.code.Run.Step;
import org.acpo.common.verify.code.TestSuite.Test;

/** Runs a program on the tests of a suite, up to the first that fails. Thread-safe. */
public final class CodeRunner {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** How it went. */
    public enum Outcome {
        PASSED,
        FAILED,
        TIMED_OUT
    }

    private static final Map<CodeConfig, CodeRunner> RUNNERS = new ConcurrentHashMap<>();
    private static final String WORKS = "works";
    private static final Map<Language, String> TRIALS = Map.of(
            Language.PYTHON,
            "print('" + WORKS + "')",
            Language.JAVA,
            "class Main { public static void main(String[] a) { System.out.println(\"" + WORKS + "\"); } }");

    private final Sandbox sandbox;
    private final Sandbox patient;
    private final Runtimes runtimes;
    private final Set<Language> tried = EnumSet.noneOf(Language.class);

    CodeRunner(Sandbox sandbox, CodeConfig config) {
        this.sandbox = sandbox;
        this.patient = new Sandbox(sandbox.level(), config.patient());
        this.runtimes = new Runtimes(config);
    }

    /**
     * This JVM's runner.
     *
     * @throws UserException if programs cannot be run here as the configuration wants
     */
    public static CodeRunner of(CodeConfig config) {
        return RUNNERS.computeIfAbsent(config, key -> new CodeRunner(Sandboxes.of(key), key));
    }

    /** Before the first program of a language: one that cannot fail, lest a broken machine be taken for wrong programs. */
    private synchronized void tryOut(Language language) throws InterruptedException {
        if (tried.contains(language)) {
            return;
        }
        Test test = new Test(TextNode.valueOf(""), TextNode.valueOf(WORKS));
        TestSuite suite = new TestSuite(language, null, List.of(test));
        CodeBlock trial = new CodeBlock(TRIALS.getOrDefault(language, ""), language, 0);
        Outcome outcome = outcome(patient, trial, suite);
        if (outcome != Outcome.PASSED) {
            throw new UserException("a program that prints a word ended with " + outcome + " in " + language
                    + ", run by "
                    + runtimes.program("", language, null).command().get(0) + " at isolation "
                    + sandbox.level()
                    + "; give verifier.code more time or memory, or a runtime that every user may run");
        }
        tried.add(language);
    }

    /**
     * The outcome of the program on the suite.
     *
     * @throws InterruptedException if the calling thread is interrupted; the program has been ended then
     */
    public Outcome run(CodeBlock block, TestSuite suite) throws InterruptedException {
        tryOut(block.language());
        return outcome(sandbox, block, suite);
    }

    private Outcome outcome(Sandbox in, CodeBlock block, TestSuite suite) throws InterruptedException {
        Program program = runtimes.program(block.code(), block.language(), suite.function());
        try (Run run = in.start(program, suite.inputs(), runtimes.visible(block.language()))) {
            if (!program.compile().isEmpty()) {
                Step compiled = step(run);
                if (!compiled.succeeded()) {
                    return compiled.timedOut() ? Outcome.TIMED_OUT : Outcome.FAILED;
                }
            }
            return suite.function() == null ? programs(run, suite) : calls(step(run), suite.tests());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run a program", e);
        }
    }

    private static Step step(Run run) throws InterruptedException {
        Step step = run.next();
        if (step == null) {
            throw new IllegalStateException("the sandbox failed: " + run.complaint());
        }
        return step;
    }

    private static Outcome programs(Run run, TestSuite suite) throws InterruptedException {
        for (Test test : suite.tests()) {
            Step step = step(run);
            if (step.timedOut()) {
                return Outcome.TIMED_OUT;
            }
            if (!step.succeeded() || !Outputs.sameText(TestSuite.text(test.output()), step.output())) {
                return Outcome.FAILED;
            }
        }
        return Outcome.PASSED;
    }

    /** Results are lines; a program that is stopped has given none for its later calls. */
    private static Outcome calls(Step step, List<Test> tests) {
        List<String> results = step.output().lines().toList();
        for (int i = 0; i < Math.min(results.size(), tests.size()); i++) {
            if (!isResult(tests.get(i).output(), results.get(i))) {
                return Outcome.FAILED;
            }
        }
        if (step.timedOut()) {
            return Outcome.TIMED_OUT;
        }
        return step.succeeded() && results.size() == tests.size() ? Outcome.PASSED : Outcome.FAILED;
    }

    private static boolean isResult(JsonNode expected, String line) {
        try {
            return Outputs.sameResult(expected, JSON.readTree(line));
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}

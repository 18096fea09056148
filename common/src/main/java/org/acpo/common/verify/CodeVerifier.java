package org.acpo.common.verify;

import java.util.Optional;
import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict.Reason;
import org.acpo.common.verify.code.CodeBlock;
import org.acpo.common.verify.code.CodeConfig;
import org.acpo.common.verify.code.CodeRunner;
import org.acpo.common.verify.code.TestSuite;
import org.jspecify.annotations.Nullable;

/**
 * Rewards 1 for a program that passes all tests of its problem, 0 for any other. The gold answer is a {@link TestSuite};
 * the program is the last block of code in the response.
 */
record CodeVerifier(CodeConfig config) implements Verifier {
    private static final long serialVersionUID = 1L;

    @Override
    public Verdict verify(Problem problem, String response, int responseTokens, boolean truncated) {
        TestSuite suite;
        try {
            suite = TestSuite.parse(problem.answer());
        } catch (TestSuite.Malformed e) {
            return Verdict.none(Reason.GOLD_UNPARSABLE);
        }
        Optional<CodeBlock> block = CodeBlock.last(response, suite.language());
        if (block.isEmpty()) {
            return Verdict.none(truncated ? Reason.TRUNCATED : Reason.NO_ANSWER);
        }
        return verdict(block.get(), suite);
    }

    private Verdict verdict(CodeBlock block, TestSuite suite) {
        try {
            return switch (CodeRunner.of(config).run(block, suite)) {
                case PASSED -> Verdict.of(true, block.code(), block.start());
                case FAILED -> Verdict.of(false, block.code(), block.start());
                case TIMED_OUT -> new Verdict(0, false, block.code(), block.start(), Reason.TIMED_OUT);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Verdict.none(Reason.TIMED_OUT);
        }
    }

    @Override
    public @Nullable String goldFault(Problem problem) {
        try {
            TestSuite.parse(problem.answer());
            return null;
        } catch (TestSuite.Malformed e) {
            return e.getMessage();
        }
    }
}

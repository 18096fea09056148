package org.acpo.common.verify.code;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.acpo.common.UserException;
import org.acpo.common.verify.code.CodeConfig.Isolation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out which isolation works here, by trying; and says so in the log. */
final class Sandboxes {
    private static final Logger LOG = LoggerFactory.getLogger(Sandboxes.class);
    private static final String WORD = "works";
    private static final Set<Level> LOGGED = ConcurrentHashMap.newKeySet();

    private Sandboxes() {}

    /**
     * The strongest sandbox that works and that the configuration allows.
     *
     * @throws UserException if there is none
     */
    static Sandbox of(CodeConfig config) {
        boolean root = Processes.isRoot();
        List<String> failures = new ArrayList<>();
        for (Level level : Level.values()) {
            if (!allows(config.isolation(), level, root)) {
                continue;
            }
            Sandbox sandbox = new Sandbox(level, config);
            String failure = failure(sandbox);
            if (failure == null) {
                log(level, failures);
                return sandbox;
            }
            failures.add(level + ": " + failure);
        }
        throw new UserException("verifier.code.isolation is " + config.isolation()
                + ", but programs cannot be isolated so on this machine (" + String.join("; ", failures)
                + "); allow namespaces to the executors' containers, install util-linux, or, as a user without rights,"
                + " set isolation to auto");
    }

    /** Nothing runs as root; that would be no isolation. */
    private static boolean allows(Isolation isolation, Level level, boolean root) {
        boolean wanted = switch (isolation) {
            case AUTO -> true;
            case NAMESPACES -> level.hasNamespaces();
            case LIMITS -> !level.hasNamespaces();
        };
        boolean possible = level.takesRoot() ? root : !root || level == Level.USER_NAMESPACES;
        return wanted && possible;
    }

    /** Once per level and JVM. */
    private static void log(Level level, List<String> failures) {
        if (!LOGGED.add(level)) {
            return;
        }
        if (level.hasNamespaces()) {
            LOG.info("programs in responses run in {}", level.meaning());
        } else if (failures.isEmpty()) {
            LOG.warn("programs in responses run under {}", level.meaning());
        } else {
            LOG.warn("programs in responses run under {}; stronger isolation failed: {}", level.meaning(), failures);
        }
    }

    private static @Nullable String failure(Sandbox sandbox) {
        Program echo = new Program(Map.of(), List.of(), List.of("echo", WORD), 0, 0);
        try (Run run = sandbox.start(echo, List.of(""), List.of("/usr", "/bin", "/lib", "/lib64"))) {
            Run.Step step = run.next();
            boolean works =
                    step != null && step.succeeded() && step.output().strip().equals(WORD);
            return works ? null : run.complaint();
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for isolation", e);
        }
    }
}

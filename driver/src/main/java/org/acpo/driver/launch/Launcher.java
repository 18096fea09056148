package org.acpo.driver.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import org.acpo.common.UserException;

/**
 * Says what {@code bin/acpo}, which then becomes it, has to run: prints its words, each ended by a NUL. So a command that is
 * sent a signal gets it, and its exit code is the one of {@code bin/acpo}. Exit codes: 0 printed, 1 failed, 2 wrong usage.
 */
public final class Launcher {
    /** The program of all commands, by name: it has its libraries only when it runs. */
    static final String MAIN = "org.acpo.driver.cli.Main";

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private Launcher() {}

    /** Prints the program for the command line {@code arguments} of {@code bin/acpo}. */
    public static void main(String[] arguments) {
        try {
            Installation installation =
                    new Installation(System.getenv(), Runtime.getRuntime().availableProcessors());
            print(plan(List.of(arguments), installation));
        } catch (WrongUsage e) {
            fail(e, WRONG_USAGE);
        } catch (UserException | IllegalArgumentException | IOException e) {
            fail(e, FAILED);
        }
    }

    static Invocation plan(List<String> line, Installation installation) throws IOException {
        Request request = new Request(line);
        return request.needsSpark()
                ? new SparkApplication(request, installation).invocation()
                : PlainProgram.of(request, installation);
    }

    private static void print(Invocation invocation) {
        // as Java read the command line
        PrintStream out = new PrintStream(System.out, false, Charset.forName(System.getProperty("native.encoding")));
        for (String word : invocation.words()) {
            out.print(word);
            out.print('\0');
        }
        out.flush();
    }

    private static void fail(Exception exception, int code) {
        System.err.println("acpo: " + exception.getMessage());
        System.exit(code);
    }
}

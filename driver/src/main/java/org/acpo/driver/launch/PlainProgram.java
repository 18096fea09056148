package org.acpo.driver.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** A command that runs in one JVM without a Spark session. */
final class PlainProgram {
    private PlainProgram() {}

    static Invocation of(Request request, Installation installation) {
        List<String> command = new ArrayList<>(List.of(
                installation.java(),
                installation.moduleOptions(),
                "-Xmx" + installation.memory(),
                installation.logOption(request.verbose()),
                "-Dai.djl.offline=true"));
        StringTokenizer more = new StringTokenizer(installation.javaOptions());
        while (more.hasMoreTokens()) {
            command.add(more.nextToken());
        }
        command.add("-cp");
        command.add(classPath(request, installation));
        command.add(Launcher.MAIN);
        command.addAll(request.arguments());
        return new Invocation(NativeLibraries.missing(installation), command);
    }

    private static String classPath(Request request, Installation installation) {
        List<String> entries = new ArrayList<>();
        String hadoop = installation.variable("HADOOP_CONF_DIR");
        if (hadoop != null) {
            entries.add(hadoop);
        }
        entries.add(installation.jars());
        entries.add(installation.home().resolve("spark/jars") + "/*");
        entries.addAll(request.jars());
        return String.join(":", entries);
    }
}

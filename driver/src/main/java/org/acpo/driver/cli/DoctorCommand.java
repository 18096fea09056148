package org.acpo.driver.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.driver.doctor.Doctor;
import org.acpo.driver.doctor.Finding;
import org.acpo.driver.doctor.Finding.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acpo doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks whether acpo can work here: Java, memory, native libraries, GPU, Spark, file system, network.",
            "",
            "For everything that is wrong it says how to mend it; the exit code is then 1. It leaves nothing behind."
        },
        footer = {"", "Examples:", "  acpo doctor", "  acpo doctor --master yarn --run hdfs:///runs"})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private SparkOptions spark;

    @Option(names = "--run", paramLabel = "DIR", description = "Folder in which runs will be written; default runs.")
    private String run = "runs";

    @Override
    public Integer call() {
        spark.apply();
        List<Finding> findings = new ArrayList<>();
        Doctor.examine(run, finding -> {
            findings.add(finding);
            say(finding);
        });
        long wrong = count(findings, State.WRONG);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("wrong", wrong);
        line.put("warnings", count(findings, State.WARNING));
        findings.forEach(finding -> line.put(finding.check(), finding.found()));
        CommandOutput.print(line);
        return wrong == 0 ? 0 : Main.FAILED;
    }

    private static long count(List<Finding> findings, State state) {
        return findings.stream().filter(finding -> finding.state() == state).count();
    }

    private static void say(Finding finding) {
        String mark = switch (finding.state()) {
            case OK -> "ok     ";
            case WARNING -> "warning";
            case WRONG -> "WRONG  ";
        };
        System.err.println(mark + "  " + finding.check() + ": " + finding.found());
        if (!finding.mend().isEmpty()) {
            System.err.println("         " + finding.mend());
        }
    }
}

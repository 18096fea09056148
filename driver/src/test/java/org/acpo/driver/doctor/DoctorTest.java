package org.acpo.driver.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.acpo.driver.LocalSpark;
import org.acpo.driver.doctor.Finding.State;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private static final long GIB = 1L << 30;

    @TempDir
    Path folder;

    @Test
    void wrongThingsAreNamedWithTheirRemedy() throws IOException {
        assertThat(Doctor.java(16).state()).isEqualTo(State.WRONG);
        assertThat(Doctor.java(25).state()).isEqualTo(State.WRONG);
        assertThat(Doctor.java(25).mend()).contains("Subject.getSubject", "JAVA_HOME");
        assertThat(Doctor.java(17).state()).isEqualTo(State.OK);
        assertThat(Doctor.java(21).state()).isEqualTo(State.OK);
        assertThat(Doctor.memory(8 * GIB, 4 * GIB).mend()).contains("lower ACPO_DRIVER_MEMORY");
        assertThat(Doctor.memory(GIB, 4 * GIB).state()).isEqualTo(State.WARNING);
        assertThat(Doctor.memory(4 * GIB, 8 * GIB).state()).isEqualTo(State.OK);
        Path file = Files.createFile(folder.resolve("file"));
        Finding noFolder = Doctor.fileSystem(file.resolve("runs").toString(), new Configuration());
        assertThat(noFolder.state()).isEqualTo(State.WRONG);
        assertThat(noFolder.mend()).contains("--run");
        assertThat(Doctor.fileSystem("nosuch://host/runs", new Configuration()).found())
                .contains("nosuch");
    }

    @Test
    void theVersionsOfJavaAreThoseOfTheScript() throws IOException {
        assertThat(Files.readString(Path.of("..", "bin", "acpo")))
                .contains("OLDEST=" + Doctor.OLDEST_JAVA + " NEWEST=" + Doctor.NEWEST_JAVA);
    }

    @Test
    void aSoundFileSystemIsLeftAsItWas() throws IOException {
        Path runs = folder.resolve("of/mine/runs");
        assertThat(Doctor.fileSystem(runs.toString(), new Configuration()).state())
                .isEqualTo(State.OK);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void thisMachineCanLoadLibtorchAndRunSpark() {
        LocalSpark.session();
        List<Finding> findings = new ArrayList<>();
        Doctor.examine(folder.toString(), findings::add);
        assertThat(findings)
                .extracting(Finding::check)
                .containsExactly(
                        "Java",
                        "memory",
                        "native cache",
                        "libtorch",
                        "model",
                        "GPU",
                        "file system",
                        "network",
                        "Spark");
        assertThat(findings)
                .filteredOn(finding -> finding.check().equals("libtorch"))
                .singleElement()
                .extracting(Finding::state)
                .isEqualTo(State.OK);
    }
}

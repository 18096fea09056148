package org.acpo;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.ScriptCalls;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.acpo.common.UserException;
import org.acpo.driver.cli.Main;
import org.acpo.executors.engine.Policy;
import org.apache.spark.launcher.LaunchedCommand;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The layout that CONTRIBUTING.md draws: deploy → driver → executors → common, each module with its own root package. */
class ModuleArrowsTest {
    private static final JavaClasses COMMON = classesBeside(UserException.class);
    private static final JavaClasses EXECUTORS = classesBeside(Policy.class);
    private static final JavaClasses DRIVER = classesBeside(Main.class);

    @Test
    void commonStandsAlone() {
        classes().should().resideInAPackage("org.acpo.common..").check(COMMON);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.acpo.executors..", "org.acpo.driver..")
                .check(COMMON);
    }

    @Test
    void noPackagesUseEachOtherInACircle() {
        slices().matching("org.acpo.common.(**)").should().beFreeOfCycles().check(COMMON);
        slices().matching("org.acpo.executors.(**)").should().beFreeOfCycles().check(EXECUTORS);
        slices().matching("org.acpo.driver.(**)").should().beFreeOfCycles().check(DRIVER);
    }

    @Test
    void nothingThatTrainsUsesTheLaboratory() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.acpo.common.lab..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.acpo.common.lab..", "org.acpo.driver.lab..")
                .check(COMMON);
        noClasses()
                .that()
                .resideOutsideOfPackages("org.acpo.driver.lab..", "org.acpo.driver.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.acpo.common.lab..", "org.acpo.driver.lab..")
                .check(DRIVER);
    }

    @Test
    void twoTypesDoNotShareASimpleName() {
        List<String> names = Stream.of(COMMON, EXECUTORS, DRIVER)
                .flatMap(JavaClasses::stream)
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .map(JavaClass::getSimpleName)
                .toList();
        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void commonKnowsNeitherSparkNorTheEngine() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..", "ai.djl..", "picocli..")
                .check(COMMON);
    }

    @Test
    void executorsDoNotKnowTheDriver() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.acpo.driver..", "picocli..")
                .check(EXECUTORS);
    }

    @Test
    void onlyTheBridgeLivesInAPackageOfDjl() {
        classes()
                .that(have(topLevelNameOtherThan(ScriptCalls.class)))
                .should()
                .resideInAPackage("org.acpo.executors..")
                .check(EXECUTORS);
    }

    /** It calls what Spark's launcher keeps to its own package. */
    @Test
    void onlyTheLaunchersBridgeLivesInAPackageOfSpark() {
        classes()
                .that(have(topLevelNameOtherThan(LaunchedCommand.class)))
                .should()
                .resideInAPackage("org.acpo.driver..")
                .check(DRIVER);
    }

    @Test
    void theDriverReachesTensorsOnlyThroughExecutors() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl.ndarray..", "ai.djl.nn..", "ai.djl.training..", "ai.djl.pytorch..")
                .check(DRIVER);
    }

    @Test
    void everyPackageTellsANewcomerWhatItHoldsAndRefusesNulls() {
        for (JavaClasses module : List.of(COMMON, EXECUTORS, DRIVER)) {
            assertThat(module)
                    .allSatisfy(type -> assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                            .as("package-info of %s", type.getPackageName())
                            .isTrue());
        }
    }

    /** Beside it there are only tests, and the script that times peers. */
    @Test
    void deployHasNoCodeButThePythonCoverOfTheDriver() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "deploy"))) {
            assertThat(files.map(Path::toString).filter(ModuleArrowsTest::isCode))
                    .isEmpty();
        }
    }

    private static boolean isCode(String path) {
        boolean ours = !path.contains("/target/")
                && !path.contains("/src/test/")
                && !path.endsWith("/python/acpo.py")
                && !path.contains("/benchmarks/");
        return ours && Stream.of(".java", ".scala", ".py").anyMatch(path::endsWith);
    }

    private static DescribedPredicate<JavaClass> topLevelNameOtherThan(Class<?> type) {
        return DescribedPredicate.describe(
                "a name other than " + type.getName(),
                found -> !found.getName().equals(type.getName())
                        && !found.getName().equals(type.getPackageName() + ".package-info"));
    }

    /** The production classes of the module that has {@code member}, from its class folder or its jar. */
    private static JavaClasses classesBeside(Class<?> member) {
        try {
            Path home = Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
            Location location = Files.isDirectory(home) ? Location.of(home) : Location.of(new JarFile(home.toFile()));
            JavaClasses found = new ClassFileImporter().importLocations(List.of(location));
            assertThat(found).isNotEmpty();
            return found;
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

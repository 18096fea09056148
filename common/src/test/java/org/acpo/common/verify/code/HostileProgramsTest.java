package org.acpo.common.verify.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.acpo.common.verify.code.CodeConfig.Isolation;
import org.acpo.common.verify.code.CodeRunner.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that mean harm: each is bounded by its limits, gets nothing, and leaves nothing behind. */
@Timeout(120)
class HostileProgramsTest {
    private static final CodeConfig SHORT = config(3_000);
    /** For programs that end by themselves, however busy the machine. */
    private static final CodeConfig PATIENT = config(20_000);

    private static final String SAYS_OK = "{\"inputs\": [\"\"], \"outputs\": [\"ok\"]}";

    @TempDir
    private Path folder;

    private static CodeConfig config(int testMillis) {
        return new CodeConfig(Isolation.AUTO, 60_000, testMillis, 512, 16, 2, HostilePrograms.PYTHON);
    }

    @BeforeEach
    void python() throws IOException {
        HostilePrograms.assumePython();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @AfterEach
    void nothingSurvives() throws Exception {
        HostilePrograms.assertNothingSurvives();
    }

    private static Outcome run(Level level, String code) throws Exception {
        return run(level, code, Language.PYTHON, PATIENT);
    }

    /** Of a program that goes on for ever. */
    private static Outcome runEndless(Level level, String code) throws Exception {
        return run(level, code, Language.PYTHON, SHORT);
    }

    private static Outcome run(Level level, String code, Language language, CodeConfig config) throws Exception {
        HostilePrograms.assumeWorks(level, PATIENT);
        return new CodeRunner(new Sandbox(level, config), config)
                .run(new CodeBlock(code, language, 0), TestSuite.parse(SAYS_OK));
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT_NAMESPACES", "USER_NAMESPACES", "OTHER_USER_OFFLINE", "OTHER_USER"})
    void aForkBomb(Level level) throws Exception {
        String bomb = """
                import os
                while True:
                    try:
                        os.fork()
                    except OSError:
                        pass
                """;
        assertThat(runEndless(level, bomb)).isEqualTo(Outcome.TIMED_OUT);
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT_NAMESPACES", "USER_NAMESPACES", "OTHER_USER_OFFLINE", "OTHER_USER"})
    void aDaemonThatDetaches(Level level) throws Exception {
        String daemon = """
                import os, signal, time
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        os.chdir('/')
                        for number in range(1, 65):
                            try:
                                signal.signal(number, signal.SIG_IGN)
                            except (OSError, ValueError):
                                pass
                        os.closerange(0, 64)
                        os.execve('/usr/bin/sleep', ['acpo-survivor', '60'], {})
                    os._exit(0)
                time.sleep(0.3)
                print('ok')
                """;
        assertThat(run(level, daemon)).isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT_NAMESPACES", "USER_NAMESPACES", "OTHER_USER_OFFLINE", "OTHER_USER"})
    void endlessOutput(Level level) throws Exception {
        assertThat(run(level, "while True:\n    print('ok' * 1000)")).isIn(Outcome.FAILED, Outcome.TIMED_OUT);
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT_NAMESPACES", "USER_NAMESPACES", "OTHER_USER_OFFLINE", "OTHER_USER"})
    void deafnessToSignals(Level level) throws Exception {
        String deaf = """
                import signal, time
                for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGXCPU, signal.SIGALRM):
                    signal.signal(number, signal.SIG_IGN)
                while True:
                    time.sleep(1)
                """;
        assertThat(runEndless(level, deaf)).isEqualTo(Outcome.TIMED_OUT);
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT_NAMESPACES", "USER_NAMESPACES"})
    void deletingFiles(Level level) throws Exception {
        Path file = Files.writeString(folder.resolve("precious"), "precious");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        String deleter = """
                import os, shutil
                shutil.rmtree(%s, ignore_errors=True)
                for place in ('/tmp', '/home', '/box', '/code', '/in'):
                    shutil.rmtree(place, ignore_errors=True)
                for name in ('/usr/bin/env', '/bin/sh', '/code/main.py'):
                    try:
                        os.remove(name)
                    except OSError:
                        pass
                print('ok')
                """.formatted(quoted(folder));
        assertThat(run(level, deleter)).isEqualTo(Outcome.PASSED);
        assertThat(file).hasContent("precious");
        assertThat(Path.of("/usr/bin/env")).exists();
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT_NAMESPACES", "USER_NAMESPACES"})
    void readingSecrets(Level level) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "ok");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run(level, "print(open(" + quoted(secret) + ").read())")).isEqualTo(Outcome.FAILED);
        String reader = """
                import glob, os, sys
                found = []
                for pattern in ('/etc/passwd', '/etc/shadow', os.path.expanduser('~root/.*'), '/home/*', '/tmp/*', '/old/*', '/proc/[0-9]*/environ'):
                    for name in glob.glob(pattern):
                        try:
                            if str(os.getpid()) not in name and (os.path.isdir(name) or open(name).read()):
                                found.append(name)
                        except OSError:
                            pass
                names = set(os.environ) - {'PATH', 'HOME', 'LANG', 'PYTHONHASHSEED', 'MALLOC_ARENA_MAX', 'LC_CTYPE'}
                found = [name for name in found if not sys.prefix.startswith(name + '/')]
                print(found, names) if found or names else print('ok')
                """;
        assertThat(run(level, reader)).isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT_NAMESPACES", "USER_NAMESPACES", "OTHER_USER_OFFLINE", "SAME_USER_OFFLINE"})
    void connectingToTheNetwork(Level level) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(100);
            String caller = "import socket\nsocket.create_connection(('127.0.0.1', " + server.getLocalPort()
                    + "), 2)\nprint('ok')";
            assertThat(run(level, caller)).isEqualTo(Outcome.FAILED);
            assertThat(accepts(server)).isFalse();
        }
    }

    private static boolean accepts(ServerSocket server) throws IOException {
        try {
            server.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT_NAMESPACES", "USER_NAMESPACES"})
    void gettingRightsBack(Level level) throws Exception {
        String climber = """
                import subprocess
                tries = ['unshare -U -r true', 'unshare -m true', 'mount -t tmpfs none /tmp', 'mount -o remount,rw /usr',
                         'chroot /usr true', 'setpriv --reuid=0 --clear-groups true', 'umount /proc']
                won = [t for t in tries if subprocess.run(['sh', '-c', t], stderr=subprocess.DEVNULL).returncode == 0]
                print(won or 'ok')
                """;
        assertThat(run(level, climber)).isEqualTo(Outcome.PASSED);
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT_NAMESPACES", "USER_NAMESPACES", "OTHER_USER_OFFLINE", "OTHER_USER"})
    void killingWhatItCan(Level level) throws Exception {
        String killer = """
                import os
                for target in (1, os.getppid(), -1):
                    try:
                        os.kill(target, 9)
                    except OSError:
                        pass
                while True:
                    pass
                """;
        assertThat(runEndless(level, killer)).isIn(Outcome.FAILED, Outcome.TIMED_OUT);
    }

    @Test
    void hugeIntegers() throws Exception {
        assertThat(runEndless(Level.USER_NAMESPACES, "print(len(str(7 ** (10 ** 9))))"))
                .isIn(Outcome.FAILED, Outcome.TIMED_OUT);
    }

    @Test
    void deepRecursion() throws Exception {
        String deep = "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(n):\n    return f(n + 1) + 1\nprint(f(0))";
        assertThat(runEndless(Level.USER_NAMESPACES, deep)).isIn(Outcome.FAILED, Outcome.TIMED_OUT);
    }

    @Test
    void muchMemory() throws Exception {
        assertThat(run(Level.USER_NAMESPACES, "x = bytearray(1 << 32)\nprint('ok')"))
                .isEqualTo(Outcome.FAILED);
        assertThat(run(Level.USER_NAMESPACES, "x = bytearray(1 << 27)\nprint('ok')"))
                .as("within the limit")
                .isEqualTo(Outcome.PASSED);
    }

    @Test
    void manyAndLargeFiles() throws Exception {
        String filler = """
                for number in range(100):
                    with open('file' + str(number), 'wb') as out:
                        out.write(b'x' * 1_000_000)
                print('ok')
                """;
        assertThat(run(Level.USER_NAMESPACES, filler)).as("8 MB for all").isEqualTo(Outcome.FAILED);
        assertThat(run(Level.USER_NAMESPACES, "open('big', 'wb').write(b'x' * 3_000_000)\nprint('ok')"))
                .as("2 MB for one")
                .isEqualTo(Outcome.FAILED);
        assertThat(run(Level.USER_NAMESPACES, "open('small', 'wb').write(b'x' * 1_000_000)\nprint('ok')"))
                .isEqualTo(Outcome.PASSED);
    }

    /** Where there are no namespaces and no other user, an ordinary daemon is still found by what it inherited. */
    @ParameterizedTest
    @EnumSource(names = {"SAME_USER_OFFLINE", "SAME_USER"})
    void aDaemonWithoutNamespaces(Level level) throws Exception {
        String daemon = """
                import os, time
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        time.sleep(60)
                    os._exit(0)
                print('ok')
                """;
        assertThat(run(level, daemon)).isEqualTo(Outcome.PASSED);
    }

    @Test
    void javaProgramsAreBoundedToo() throws Exception {
        String threads = """
                public class Main {
                    public static void main(String[] args) throws Exception {
                        new ProcessBuilder("sleep", "60").start();
                        while (true) {
                            new Thread(() -> { while (true) { } }).start();
                        }
                    }
                }
                """;
        assertThat(run(Level.USER_NAMESPACES, threads, Language.JAVA, SHORT)).isIn(Outcome.FAILED, Outcome.TIMED_OUT);
    }

    private static String quoted(Path path) {
        return "'" + path + "'";
    }
}

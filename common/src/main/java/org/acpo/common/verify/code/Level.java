package org.acpo.common.verify.code;

import java.util.ArrayList;
import java.util.List;

/** Degrees of isolation, the strongest first. */
enum Level {
    /** Run by root: namespaces, and a user of its own without rights inside them. */
    ROOT_NAMESPACES(
            true,
            true,
            "own mount, process, network, IPC and user namespaces as an unprivileged user: no network, no file but the"
                    + " runtime's, nothing survives"),
    /** Run by anybody else, where the kernel lets anybody have namespaces. */
    USER_NAMESPACES(
            true,
            false,
            "own user, mount, process, network and IPC namespaces: no network, no file but the runtime's, nothing"
                    + " survives"),
    /** Run by root, where the kernel lets root have a network namespace but not all that a root file system takes. */
    OTHER_USER_OFFLINE(
            false,
            true,
            "resource limits as an unprivileged user, own network namespace: no network; but programs read every file"
                    + " that anybody may read and see other processes"),
    /** Run by anybody else, likewise. */
    SAME_USER_OFFLINE(
            false,
            false,
            "resource limits, own user and network namespaces: no network; but programs reach this user's files and"
                    + " processes, and a determined one may leave processes behind"),
    /** Run by root without namespaces. */
    OTHER_USER(
            false,
            true,
            "resource limits as an unprivileged user, no namespaces: NOT isolated are the network, every file that"
                    + " anybody may read, and the sight of other processes"),
    /** Run by anybody else without namespaces. */
    SAME_USER(
            false,
            false,
            "resource limits alone, no namespaces: NOT isolated are the network and this user's files and processes,"
                    + " and a determined program may leave processes behind");

    private final boolean namespaces;
    private final boolean root;
    private final String meaning;

    Level(boolean namespaces, boolean root, String meaning) {
        this.namespaces = namespaces;
        this.root = root;
        this.meaning = meaning;
    }

    boolean hasNamespaces() {
        return namespaces;
    }

    /** Whether programs run as the user that runs this JVM, with nothing to hold their processes together. */
    boolean sharesUser() {
        return this == SAME_USER || this == SAME_USER_OFFLINE;
    }

    /** Whether it takes root, to become another user. */
    boolean takesRoot() {
        return root;
    }

    String meaning() {
        return meaning;
    }

    /**
     * What starts a shell at this level.
     *
     * @param user for USER_NAMESPACES started by root, whom it becomes first, as the kernel exempts root from limits on
     *     processes; else {@code -}
     */
    List<String> shell(String user) {
        List<String> command = new ArrayList<>();
        if (this == USER_NAMESPACES && !user.equals(Sandbox.NOBODY)) {
            command.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
        }
        if (namespaces) {
            command.addAll(List.of("unshare", "--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child"));
        }
        if (this == USER_NAMESPACES) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        if (this == OTHER_USER_OFFLINE) {
            command.addAll(List.of("unshare", "--net"));
        }
        if (this == SAME_USER_OFFLINE) {
            command.addAll(List.of("unshare", "--user", "--map-current-user", "--net"));
        }
        command.add("sh");
        return command;
    }
}

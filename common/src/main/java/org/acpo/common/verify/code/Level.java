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
    /** Run by root without namespaces. */
    OTHER_USER(
            false,
            true,
            "resource limits as an unprivileged user, no namespaces: programs reach the network and every file that"
                    + " anybody may read"),
    /** Run by anybody else without namespaces. */
    SAME_USER(
            false,
            false,
            "resource limits alone, no namespaces: programs reach the network and this user's files, and a determined"
                    + " one may leave processes behind");

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

    /** Whether it takes root, to become another user. */
    boolean takesRoot() {
        return root;
    }

    String meaning() {
        return meaning;
    }

    /** What starts a shell at this level. */
    List<String> shell() {
        List<String> command = new ArrayList<>();
        if (namespaces) {
            command.addAll(List.of("unshare", "--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child"));
        }
        if (this == USER_NAMESPACES) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.add("sh");
        return command;
    }
}

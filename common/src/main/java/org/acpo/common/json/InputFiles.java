package org.acpo.common.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.acpo.common.UserException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a user means by a path of input: a file, a folder's files, a glob, or several of these with commas between them. A name
 * that exists as it stands is meant literally, whatever signs are in it.
 */
public final class InputFiles {
    private InputFiles() {}

    /** The parts of a list with commas; commas inside braces belong to a glob. */
    public static List<String> parts(String paths, Configuration hadoop) {
        if (!paths.contains(",") || exists(new Path(paths.strip()), hadoop)) {
            return List.of(paths.strip());
        }
        List<String> parts = new ArrayList<>();
        for (String part : paths.split(",(?![^{}]*\\})")) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    /**
     * The files of one part: itself, those in the folder, or those that match; in order of their names, without hidden ones.
     *
     * @throws UserException when there is nothing
     */
    public static List<Path> of(Path part, Configuration hadoop) {
        try {
            FileSystem fileSystem = part.getFileSystem(hadoop);
            FileStatus[] matches = matches(part, fileSystem);
            if (matches == null || matches.length == 0) {
                throw new UserException("no file is at " + part
                        + "; give a file, folder or glob on a Hadoop file system, or several with commas between them");
            }
            List<Path> files = new ArrayList<>();
            for (FileStatus match : matches) {
                add(match, fileSystem, files);
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + part, e);
        }
    }

    private static void add(FileStatus match, FileSystem fileSystem, List<Path> files) throws IOException {
        FileStatus[] inside = match.isDirectory() ? fileSystem.listStatus(match.getPath()) : new FileStatus[] {match};
        Arrays.stream(inside)
                .filter(FileStatus::isFile)
                .map(FileStatus::getPath)
                .filter(Predicate.not(InputFiles::isHidden))
                .sorted()
                .forEach(files::add);
    }

    private static boolean exists(Path path, Configuration hadoop) {
        try {
            return path.getFileSystem(hadoop).exists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("looking for " + path, e);
        }
    }

    private static FileStatus[] matches(Path part, FileSystem fileSystem) throws IOException {
        if (fileSystem.exists(part)) {
            return new FileStatus[] {fileSystem.getFileStatus(part)};
        }
        try {
            return fileSystem.globStatus(part);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "Hadoop cannot read " + part + ": " + e.getMessage() + "; rename the file, names may have no colon",
                    e);
        }
    }

    /** Names that Hadoop's own readers pass over, such as {@code _SUCCESS}. */
    private static boolean isHidden(Path file) {
        return file.getName().startsWith("_") || file.getName().startsWith(".");
    }
}

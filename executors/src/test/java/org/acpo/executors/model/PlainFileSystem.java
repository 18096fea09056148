package org.acpo.executors.model;

import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** The local disk under another scheme, so that it is read through streams as HDFS or an object store would be. */
public class PlainFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
        return URI.create("plain:///");
    }

    @Override
    public String getScheme() {
        return "plain";
    }

    @Override
    public void setPermission(Path path, FsPermission permission) {
        // The base class would start a shell command for it.
    }
}

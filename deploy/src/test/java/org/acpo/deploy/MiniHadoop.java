package org.acpo.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * HDFS and YARN with two node managers in one JVM, for {@link HadoopCluster}. Writes what clients need to its
 * configuration folder, says "ready", and runs until its standard input ends.
 */
final class MiniHadoop {
    private static final int NODE_MANAGERS = 2;

    private MiniHadoop() {}

    /** @param arguments the folder for everything; its {@code conf} is first on the class path */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Configuration hdfs = new Configuration();
        hdfs.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
        MiniDFSCluster dfs = new MiniDFSCluster.Builder(hdfs).numDataNodes(1).build();
        dfs.waitActive();
        YarnConfiguration settings = new YarnConfiguration(dfs.getConfiguration(0));
        settings.set("yarn.nodemanager.log-dirs", folder.resolve("logs").toString());
        MiniYARNCluster yarn = new MiniYARNCluster("acpo", NODE_MANAGERS, 1, 1);
        yarn.init(settings);
        yarn.start();
        if (!yarn.waitForNodeManagersToConnect(60_000)) {
            throw new IllegalStateException("the node managers did not connect");
        }
        Configuration client = new Configuration(false);
        client.set("fs.defaultFS", dfs.getFileSystem().getUri().toString());
        client.set("dfs.replication", "1");
        write(client, folder.resolve("conf/core-site.xml"));
        Configuration site = new Configuration(yarn.getConfig());
        // a class of Hadoop's tests, which clients lack
        site.unset("net.topology.node.switch.mapping.impl");
        write(site, folder.resolve("conf/yarn-site.xml"));
        System.out.println("ready at " + client.get("fs.defaultFS"));
        while (System.in.read() >= 0) {
            continue;
        }
        yarn.close();
        dfs.shutdown(true);
        System.exit(0);
    }

    private static void write(Configuration conf, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            conf.writeXml(out);
        }
    }
}

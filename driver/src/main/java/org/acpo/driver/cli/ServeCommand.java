package org.acpo.driver.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.acpo.common.UserException;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.acpo.driver.live.LiveServer;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acpo serve}: the page about a run, on a small web server, until it is interrupted. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a run in the browser, during training or afterwards.",
            "",
            "Curves move as steps are done, and rollouts can be read with their steps coloured by attribution. Only this"
                    + " machine reaches the page, unless --host says otherwise. 'acpo train' serves the same page while it"
                    + " runs (key live.port). Ends with Ctrl-C."
        },
        footer = {
            "",
            "Examples:",
            "  acpo serve --run runs/seed5",
            "  acpo serve --run hdfs:///runs/first --port 8080",
            "  ssh -L 8080:localhost:8080 HOST acpo serve --run runs/seed5 --port 8080"
        })
final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--run",
            required = true,
            paramLabel = "DIR",
            description = "Run folder, on any Hadoop file system.")
    private String run;

    @Option(names = "--port", paramLabel = "N", description = "Port to listen at; default 0: any free one.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description =
                    "Address to listen at; default 127.0.0.1. Anyone who can reach another address can read the run.")
    private String host = LiveServer.LOOPBACK;

    @Override
    public Integer call() throws InterruptedException {
        RunFolder folder = RunFolder.of(run);
        Configuration hadoop = new Configuration();
        if (!HadoopFiles.exists(folder.config(), hadoop) && !HadoopFiles.exists(folder.metrics(), hadoop)) {
            throw new UserException(run + " holds no run: it has neither config.yaml nor metrics.jsonl; give the folder"
                    + " of a run, as acpo train names it");
        }
        try (LiveServer server = LiveServer.start(folder, hadoop, host, port)) {
            System.err.println("serving " + run + " at " + server.url() + " until Ctrl-C");
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("run", run);
            line.put("url", server.url());
            CommandOutput.print(line);
            new CountDownLatch(1).await();
        }
        return 0;
    }
}

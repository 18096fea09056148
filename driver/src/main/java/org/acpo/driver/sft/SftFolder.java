package org.acpo.driver.sft;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.config.ConfigLoader;
import org.acpo.common.recipe.SftConfig;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.acpo.driver.checkpoint.MetricsLog;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelFolder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** What supervised training leaves behind: configuration, metrics as they come, and the model once it is whole. */
final class SftFolder {
    private final RunFolder run;
    private final Configuration hadoop;
    private final MetricsLog metrics;

    private SftFolder(RunFolder run, Configuration hadoop) {
        this.run = run;
        this.hadoop = hadoop;
        this.metrics = new MetricsLog(run, hadoop);
    }

    /**
     * Takes a folder for a new run.
     *
     * @throws UserException when it already holds a run or cannot be written
     */
    static SftFolder claim(RunFolder run, SftConfig config, Configuration hadoop) {
        if (HadoopFiles.exists(run.config(), hadoop) || HadoopFiles.exists(run.model(), hadoop)) {
            throw new UserException(run.root() + " already holds a run; choose another --run folder or delete it");
        }
        HadoopFiles.write(run.config(), ConfigLoader.toYaml(config), hadoop);
        return new SftFolder(run, hadoop);
    }

    /** One line of metrics.jsonl. */
    void log(Map<String, Object> row) {
        metrics.append(row);
    }

    /** Writes the model under a temporary name, then gives it its own, so that it is there whole or not at all. */
    Path publish(ModelFolder model, Map<String, HostTensor> weights, HostTensor.Dtype saved) {
        Path temporary = new Path(run.root(), ".model.tmp");
        Map<String, HostTensor> narrowed = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> narrowed.put(name, tensor.as(saved)));
        HadoopFiles.delete(temporary, hadoop);
        model.write(temporary, narrowed, hadoop);
        try {
            if (!temporary.getFileSystem(hadoop).rename(temporary, run.model())) {
                throw new IOException("renaming " + temporary + " was refused");
            }
        } catch (IOException e) {
            throw new UserException("cannot write " + run.model() + ": " + e.getMessage(), e);
        }
        return run.model();
    }
}

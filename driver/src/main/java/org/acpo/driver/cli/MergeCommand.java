package org.acpo.driver.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.common.UserException;
import org.acpo.driver.checkpoint.HadoopFiles;
import org.acpo.executors.model.AdapterFolder;
import org.acpo.executors.model.ModelFolder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acpo merge}. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a LoRA adapter and its base as one plain Hugging Face model.",
            "",
            "The adapter is a checkpoint of a run with model.lora.rank, or any that PEFT saved. Its base is the folder that"
                    + " base_model_name_or_path in adapter_config.json names: an absolute path, or one relative to the current"
                    + " or the adapter's folder. Weights keep the base's number format. Every command that takes --model takes"
                    + " an adapter as it is; merging is for other programs. Runs in one process, without Spark."
        },
        footer = {
            "",
            "Examples:",
            "  acpo merge --model runs/a/checkpoints/step-40 --output merged",
            "  acpo merge --model hdfs:///adapters/math --output hdfs:///models/math"
        })
final class MergeCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Folder with adapter_config.json and adapter_model.safetensors, on any Hadoop file system.")
    private String model = "";

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "Folder to write, which must not exist.")
    private String output = "";

    @Override
    public Integer call() {
        Configuration hadoop = new Configuration();
        if (!AdapterFolder.isAt(model, hadoop)) {
            throw new UserException(
                    "--model is " + model + ", which holds no adapter_config.json; give the folder of a LoRA"
                            + " adapter, for instance a checkpoint of a run with model.lora.rank above 0");
        }
        Path target = new Path(output);
        if (HadoopFiles.exists(target, hadoop)) {
            throw new UserException("--output is " + output + ", which exists; give another folder or delete it");
        }
        ModelFolder merged = ModelFolder.read(model, hadoop);
        merged.write(target, merged.weights(), hadoop);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("model", model);
        line.put("base", AdapterFolder.read(model, hadoop).base());
        line.put("output", output);
        line.put("parameters", merged.spec().parameterCount());
        CommandOutput.print(line);
        return 0;
    }
}

package org.acpo.driver.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig.CheckpointConfig;
import org.acpo.common.run.RunFolder;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.model.AdapterFolder;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.model.Safetensors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The checkpoints of a run: Hugging Face folders {@code step-N}, with LoRA those of adapters as PEFT saves them, and in each the
 * optimizer's and the loop's state in {@code trainer/}. A checkpoint is written under a temporary name and renamed, and its
 * state file comes last, so one that is there is whole. Driver side.
 */
public final class Checkpoints {
    private static final Pattern NAME = Pattern.compile("step-(\\d+)");
    private static final String STATE = "trainer/state.json";
    private static final String OPTIMIZER = "trainer/optimizer.safetensors";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunFolder folder;
    private final Configuration conf;

    public Checkpoints(RunFolder folder, Configuration conf) {
        this.folder = folder;
        this.conf = conf;
    }

    /** Saves the trainer and {@code state} as the checkpoint of {@code state.step()}, then prunes. */
    public Path save(ModelFolder model, PolicyTrainer trainer, RunState state, CheckpointConfig config) {
        Path target = folder.checkpoint(state.step());
        Path temporary = new Path(folder.checkpoints(), ".step-" + state.step() + ".tmp");
        HadoopFiles.delete(temporary, conf);
        model.write(temporary, trainer.weights(), conf);
        Safetensors.write(new Path(temporary, OPTIMIZER), trainer.optimizerState(), conf);
        HadoopFiles.write(new Path(temporary, STATE), json(state), conf);
        HadoopFiles.delete(target, conf);
        rename(temporary, target);
        prune(state, config);
        return target;
    }

    /** The steps of the whole checkpoints, ascending. */
    public List<Integer> steps() {
        List<Integer> steps = new ArrayList<>();
        try {
            FileSystem fs = folder.checkpoints().getFileSystem(conf);
            for (FileStatus status : fs.listStatus(folder.checkpoints())) {
                Matcher name = NAME.matcher(status.getPath().getName());
                if (name.matches() && fs.exists(new Path(status.getPath(), STATE))) {
                    steps.add(Integer.valueOf(name.group(1)));
                }
            }
        } catch (FileNotFoundException e) {
            return steps;
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + folder.checkpoints(), e);
        }
        steps.sort(Comparator.naturalOrder());
        return steps;
    }

    /** The newest whole checkpoint's state, or empty when the run has none yet. */
    public Optional<RunState> latest() {
        List<Integer> steps = steps();
        return steps.isEmpty() ? Optional.empty() : Optional.of(state(steps.get(steps.size() - 1)));
    }

    private RunState state(int step) {
        Path file = new Path(folder.checkpoint(step), STATE);
        try {
            return JSON.readValue(HadoopFiles.read(file, conf), RunState.class);
        } catch (JsonProcessingException e) {
            throw new UserException(
                    file + " is damaged; delete " + folder.checkpoint(step) + " to resume from the one before", e);
        }
    }

    /** The weights of a checkpoint, or its adapters if it holds those. */
    public Map<String, HostTensor> weights(int step) {
        String path = folder.checkpoint(step).toString();
        return AdapterFolder.isAt(path, conf)
                ? AdapterFolder.read(path, conf).weights(conf)
                : ModelFolder.read(path, conf).weights();
    }

    /** The optimizer state of a checkpoint. */
    public Map<String, HostTensor> optimizerState(int step) {
        return Safetensors.read(new Path(folder.checkpoint(step), OPTIMIZER), conf);
    }

    private void prune(RunState state, CheckpointConfig config) {
        List<Integer> steps = steps();
        Set<Integer> kept = new HashSet<>(steps.subList(Math.max(0, steps.size() - config.keepLast()), steps.size()));
        if (config.keepBest()) {
            kept.add(state.bestStep());
        }
        steps.stream()
                .filter(step -> !kept.contains(step))
                .forEach(step -> HadoopFiles.delete(folder.checkpoint(step), conf));
    }

    private void rename(Path from, Path to) {
        try {
            if (!from.getFileSystem(conf).rename(from, to)) {
                throw new IOException("the file system refused");
            }
        } catch (IOException e) {
            throw new UserException("cannot rename " + from + " to " + to + ": " + HadoopFiles.firstLine(e), e);
        }
    }

    private static String json(RunState state) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(state) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}

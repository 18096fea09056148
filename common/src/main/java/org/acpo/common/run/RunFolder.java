package org.acpo.common.run;

import org.apache.hadoop.fs.Path;

/** Layout of a run folder, on any Hadoop file system. */
public record RunFolder(Path root) {
    /** The run folder at {@code path}. */
    public static RunFolder of(String path) {
        return new RunFolder(new Path(path));
    }

    /** The effective configuration; a folder that has it holds a run. */
    public Path config() {
        return new Path(root, "config.yaml");
    }

    /** One JSON object per step, the first (step 0) with the evaluation before any update. */
    public Path metrics() {
        return new Path(root, "metrics.jsonl");
    }

    /** The self-contained page about the run. */
    public Path report() {
        return new Path(root, "report.html");
    }

    /** Problems that Spark read, as JSON lines; {@code set} is train or eval. */
    public Path problems(String set) {
        return new Path(root, "problems/" + set + ".jsonl");
    }

    /** Parquet of every rollout, partitioned by epoch and step; columns as in {@link org.acpo.common.dataset.RolloutSchema}. */
    public Path rollouts() {
        return new Path(root, "rollouts");
    }

    /** The rollouts of one step. */
    public Path rollouts(int epoch, int step) {
        return new Path(rollouts(), "epoch=" + epoch + "/step=" + step);
    }

    /** All checkpoints. */
    public Path checkpoints() {
        return new Path(root, "checkpoints");
    }

    /** The checkpoint after a step: a Hugging Face folder with trainer state. */
    public Path checkpoint(int step) {
        return new Path(checkpoints(), "step-" + step);
    }

    /** Weights that executors read, one file a policy version. */
    public Path weights() {
        return new Path(root, "weights");
    }

    /** The policy that {@code acpo sft} made; of {@code acpo train} its description and tokenizer alone, for executors. */
    public Path model() {
        return new Path(root, "model");
    }
}

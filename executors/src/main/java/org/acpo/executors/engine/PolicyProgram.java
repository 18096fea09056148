package org.acpo.executors.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import java.util.Set;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.engine.NativeModule.Call;
import org.acpo.executors.engine.ProgramArchive.Products;

/**
 * The policy program in libtorch. Each method here calls the TorchScript method of the same name, whose source has the details;
 * no other class knows these names. Tensors that a method returns are owned by its first argument, a scope. Several threads
 * may call at once.
 */
public final class PolicyProgram implements AutoCloseable {
    private static final Set<String> X86 = Set.of("amd64", "x86_64");
    private static final int FLOAT32 = 6;
    private static final int BFLOAT16 = 15;

    private final NativeModule module;

    private PolicyProgram(NativeModule module) {
        this.module = module;
    }

    /** Loads the program for tensors on {@code device}, with oneDNN's products on processors that libtorch has it for. */
    public static PolicyProgram load(Device device) {
        boolean x86 = X86.contains(System.getProperty("os.arch"));
        Products products = x86 && !device.isGpu() ? Products.ONEDNN : Products.NATIVE;
        return new PolicyProgram(NativeModule.load(ProgramArchive.bytes(products), device));
    }

    /** A tensor of any content on the device of {@code like}, made outside inference mode so that it can be trained. */
    NDArray blank(NDManager scope, NDArray like, long[] shape, Dtype dtype) {
        int number = dtype == Dtype.FLOAT32 ? FLOAT32 : BFLOAT16;
        return module.train("blank").with(like).with(shape).with(number).tensor(scope);
    }

    /** Overwrites elements of a tensor, seen as a vector, from {@code at} on by {@code values} [n]. */
    void put(NDArray tensor, long at, NDArray values) {
        module.train("put").with(tensor).with(at).with(values).run();
    }

    /** Elements [at, at + count) of a tensor, seen as a vector: [count] float32. */
    NDArray take(NDManager scope, NDArray tensor, long at, int count) {
        return module.infer("take").with(tensor).with(at).with(count).tensor(scope);
    }

    /** Overwrites each tensor by the one of the same place and shape, which may have another number format. */
    void assign(NDList tensors, NDList source) {
        module.train("assign").with(tensors).with(source).run();
    }

    /** A matrix in a form that this machine multiplies by faster, if it has one. */
    Optional<NDArray> packed(NDManager scope, NDArray matrix) {
        return module.infer("packed").with(matrix).list(scope).stream().findFirst();
    }

    /**
     * A stack of matrices [Σ rows, in] plus the changes that adapters make to them.
     *
     * @param pairs A and B of each matrix, empty where it has no adapter
     * @param rows of each matrix
     * @param factor of B A
     */
    NDArray merge(NDManager scope, NDArray base, NDList pairs, long[] rows, double factor) {
        return module.infer("merge")
                .with(base)
                .with(pairs)
                .with(rows)
                .with(factor)
                .tensor(scope);
    }

    /**
     * Keys and values of N packed tokens, none of which may see another sequence: two tensors a layer, each
     * [N, kv_heads, head_dim].
     */
    NDList prefill(NDManager scope, Network network, BatchTensors batch) {
        return with(module.infer("prefill"), network, batch).list(scope);
    }

    /** Normalised hidden states [R, hidden] of {@code rows} [R] of a batch. */
    NDArray trunk(NDManager scope, Network network, BatchTensors batch, NDArray rows) {
        return with(module.infer("trunk"), network, batch).with(rows).tensor(scope);
    }

    /** Float32 logits [R, vocab] of hidden states [R, hidden]. */
    NDArray logits(NDManager scope, NDArray hidden, NDList weights, long[] dims) {
        return module.infer("logits").with(hidden).with(weights).with(dims).tensor(scope);
    }

    /**
     * Log-probabilities and entropies of {@code targets} after hidden states [M, hidden].
     *
     * @param chunk rows of logits that exist at once
     */
    Score score(NDManager scope, Network network, NDArray hidden, Targets targets, int chunk) {
        Call call = module.infer("score").with(hidden).with(network.weights()).with(network.dims());
        NDList scored = with(call, targets).with(chunk).tuple(scope);
        return new Score(scored.get(0).toFloatArray(), scored.get(1).toFloatArray());
    }

    /** Room for the keys and values of {@code slots} sequences, of no positions yet: two tensors a layer. */
    public NDList newCache(NDManager scope, Network network, int slots) {
        return module.infer("new_cache")
                .with(network.weights())
                .with(network.dims())
                .with(slots)
                .list(scope);
    }

    /** A copy of a tensor of the cache, [slots, kv_heads, capacity, head_dim], with a larger capacity. */
    public NDArray growCache(NDManager scope, NDArray old, int capacity) {
        return module.infer("grow_cache").with(old).with(capacity).tensor(scope);
    }

    /**
     * Copies rows [start, start + length) of keys and values to the beginning of slots of the cache.
     *
     * @param packed as {@link #prefill} gives them
     */
    public void fillSlots(NDList cache, NDList packed, int start, int length, long[] slots) {
        module.infer("fill_slots")
                .with(cache)
                .with(packed)
                .with(start)
                .with(length)
                .with(slots)
                .run();
    }

    /** Copies the first {@code length} positions of one slot of the cache to another. */
    public void moveSlot(NDList cache, int from, int to, int length) {
        module.infer("move_slot").with(cache).with(from).with(to).with(length).run();
    }

    /** Draws as many tokens a row as {@code rows} has uniform numbers, or fewer if enough rows end before. */
    public Drawn decode(NDManager scope, Network network, NDList cache, DecodeRows rows, DrawRule rule) {
        NDList drawn = with(module.infer("decode"), network)
                .with(cache)
                .with(rows.tokens())
                .with(rows.positions())
                .with(rows.room())
                .with(rows.reach())
                .with(rows.uniforms())
                .with(rows.inverseTemperatures())
                .with(rows.tempered())
                .with(rows.greedy())
                .with(rows.anyGreedy())
                .with(rule.topK())
                .with(rule.topP())
                .with(rule.stops())
                .with(rule.probe())
                .with(rule.patience())
                .tuple(scope);
        return Drawn.of(drawn);
    }

    /**
     * Normalised hidden states [M, hidden] of branches behind sequences in the cache.
     *
     * @param slots [sequences] int64, where each sequence is
     * @param rows [M] int64, rows of the batch
     */
    NDArray branches(NDManager scope, Network network, NDList cache, NDArray slots, BranchTensors batch, NDArray rows) {
        return with(module.infer("branches"), network)
                .with(cache)
                .with(slots)
                .with(batch.reach())
                .with(batch.ids())
                .with(batch.positions())
                .with(batch.queries())
                .with(batch.sees())
                .with(batch.unpack())
                .with(rows)
                .tensor(scope);
    }

    /**
     * Adds the gradient of a pack's loss to {@code gradients}.
     *
     * @param targets at least as many as {@code tokens}; what goes beyond them counts for nothing
     * @param sequences how many sequences the tokens are of
     * @param gradients float32, shaped as the network's adapters or, where it has none, as its weights
     */
    PackStats accumulate(
            NDManager scope,
            Network network,
            BatchTensors batch,
            Targets targets,
            LossTokens tokens,
            int sequences,
            LossSpec loss,
            Passes passes,
            NDList gradients) {
        Call call = with(with(module.train("accumulate"), network, batch), targets)
                .with(tokens.list())
                .with(new double[] {loss.clipLow(), loss.clipHigh(), loss.klCoefficient()})
                .with(loss.isLikelihood())
                .with(loss.isPerSequence())
                .with(loss.estimatorNumber())
                .with(sequences)
                .with(passes.chunk())
                .with(passes.keep())
                .with(passes.recompute())
                .with(gradients);
        return PackStats.of(call.tensor(scope).toFloatArray());
    }

    /** Norm of all tensors taken as one vector. */
    double gradientNorm(NDManager scope, NDList gradients) {
        return module.train("gradient_norm").with(gradients).tensor(scope).toDoubleArray()[0];
    }

    /** Fills tensors with zeros. */
    void zero(NDList tensors) {
        module.train("zero").with(tensors).run();
    }

    /** Adds to each tensor the one of the same place. */
    void add(NDList tensors, NDList others) {
        module.train("add").with(tensors).with(others).run();
    }

    /** One step of AdamW in place, of parameters, gradients and both moments, float32 in the same order. */
    void adamw(NDList parameters, NDList gradients, NDList first, NDList second, AdamWStep step) {
        module.train("adamw")
                .with(parameters)
                .with(gradients)
                .with(first)
                .with(second)
                .with(step.number())
                .with(step.learningRate())
                .with(step.beta1())
                .with(step.beta2())
                .with(step.weightDecay())
                .with(step.epsilon())
                .with(step.scale())
                .run();
    }

    private static Call with(Call call, Network network) {
        return call.with(network.weights())
                .with(network.adapters())
                .with(network.factor())
                .with(network.dims())
                .with(network.eps())
                .with(network.inverseFrequencies());
    }

    private static Call with(Call call, Network network, BatchTensors batch) {
        return with(call, network)
                .with(batch.ids())
                .with(batch.positions())
                .with(batch.blocks())
                .with(batch.unpack());
    }

    private static Call with(Call call, Targets targets) {
        return call.with(targets.rows())
                .with(targets.tokens())
                .with(targets.inverseTemperatures())
                .with(targets.tempered());
    }

    @Override
    public void close() {
        module.close();
    }
}

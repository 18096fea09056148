package org.acpo.executors.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.update.LoraConfig;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelWeight;

/**
 * One replica of the policy on one device: the program and the weights it computes with. Any number of threads may compute
 * with it at the same time, but not while {@link #refresh} or a trainer's step changes its weights.
 */
public final class Policy implements AutoCloseable {
    private final ModelSpec spec;
    private final Dtype compute;
    private final WeightLayout layout;
    private final WeightLayout trainedLayout;
    private final NDManager manager;
    private final PolicyProgram program;
    private final HostWeights host;
    private final Network network;
    private final boolean isAdapted;
    private final boolean isView;
    private final boolean serves;
    /** Slots whose matrix is held packed, and not plain as well. */
    private final BitSet packed = new BitSet();

    private Policy(ModelSpec spec, Dtype compute, Device device, boolean serves) {
        this.spec = spec;
        this.compute = compute;
        this.layout = WeightLayout.of(spec);
        this.trainedLayout = layout;
        this.manager = Engine.getEngine("PyTorch").newBaseManager(device);
        this.program = PolicyProgram.load(device);
        NDArray frequencies = manager.create(Rotary.inverseFrequencies(spec.rope(), spec.headDim()));
        NDArray eps = manager.create(spec.rmsEps());
        this.host = new HostWeights(program, manager, frequencies, HostTensor.PIECE);
        this.network = new Network(new NDList(), new NDList(), 0, Dimension.of(spec), eps, frequencies);
        this.isAdapted = false;
        this.isView = false;
        this.serves = serves;
    }

    /** A view of {@code base}: what it does not have of its own, it shares with it. */
    private Policy(Policy base, NDManager manager, Network network, WeightLayout trainedLayout, boolean serves) {
        this.spec = base.spec;
        this.compute = base.compute;
        this.layout = base.layout;
        this.trainedLayout = trainedLayout;
        this.manager = manager;
        this.program = base.program;
        this.host = base.host;
        this.network = network;
        this.isAdapted = trainedLayout != base.layout;
        this.isView = true;
        this.serves = serves;
    }

    /**
     * A policy with the given Hugging Face parameters.
     *
     * @param compute number format of the weights on the device and of matrix products
     * @throws org.acpo.common.UserException when a parameter is missing or has the wrong shape
     */
    public static Policy load(ModelSpec spec, Map<String, HostTensor> weights, Dtype compute, Device device) {
        Policy policy = new Policy(spec, compute, device, false);
        try {
            policy.network.weights().addAll(policy.host.upload(policy.manager, policy.layout, weights, "", compute));
            return policy;
        } catch (RuntimeException e) {
            policy.close();
            throw e;
        }
    }

    /**
     * As {@link #load}, for a policy that only infers. Its matrices are held packed, in the form that this processor multiplies
     * by fastest, and in no other. It can be {@link #refresh}ed, but neither trained nor exported.
     *
     * @throws org.acpo.common.UserException as {@link #load}
     */
    public static Policy serve(ModelSpec spec, Map<String, HostTensor> weights, Dtype compute, Device device) {
        Policy policy = new Policy(spec, compute, device, true);
        try {
            policy.layout.slots().forEach(slot -> policy.network.weights().add(policy.manager.create(new float[0])));
            policy.host.each(policy.layout, weights, "", policy::blank, policy::take);
            return policy;
        } catch (RuntimeException e) {
            policy.close();
            throw e;
        }
    }

    /** A policy that infers as this one does, with matrices as {@link #serve} keeps them and all else shared. */
    Policy serving() {
        Network copy = network.with(new NDList(network.weights()), new NDList(), 0);
        Policy served = new Policy(this, manager.newSubManager(), copy, layout, true);
        served.takeFrom(this);
        return served;
    }

    /** Takes all weights of {@code base}, which this policy is {@link #serving} for. */
    void takeFrom(Policy base) {
        for (int slot = 0; slot < layout.slots().size(); slot++) {
            if (!layout.slots().get(slot).isEmpty()) {
                take(base.network.weights().get(slot), slot);
            }
        }
    }

    /** Computes with a tensor from now on, packed if that is possible, and frees the one before. */
    void take(NDArray plain, int slot) {
        if (slot == ModelWeight.EMBED.place(spec)) {
            use(plain, slot);
            if (spec.tiedEmbeddings()) {
                use(pack(plain).orElseGet(() -> manager.create(new float[0])), ModelWeight.LM_HEAD.place(spec));
            }
            return;
        }
        Optional<NDArray> form = pack(plain);
        packed.set(slot, form.isPresent());
        form.ifPresent(other -> release(plain));
        use(form.orElse(plain), slot);
    }

    private Optional<NDArray> pack(NDArray plain) {
        return plain.getShape().dimension() < 2 ? Optional.empty() : program.packed(manager, plain);
    }

    private void use(NDArray tensor, int slot) {
        NDArray old = network.weights().set(slot, tensor);
        if (old != tensor) {
            release(old);
        }
    }

    /** Closes a tensor unless it is shared with the policy that this one is a view of. */
    private void release(NDArray tensor) {
        if (tensor.getManager() == manager) {
            tensor.close();
        }
    }

    /**
     * The policy W + (alpha / rank) B A, where W are the weights of this policy. They are shared and do not change. Closing the
     * new policy frees its adapters alone; it must not outlive this one.
     *
     * @param tensors A and B by PEFT's names
     * @throws org.acpo.common.UserException when one is missing or has the wrong shape
     */
    public Policy adapted(LoraConfig lora, Map<String, HostTensor> tensors) {
        NDManager own = manager.newSubManager();
        try {
            WeightLayout places = LoraLayout.of(spec, lora);
            NDList pairs = host.upload(own, places, tensors, "", compute);
            return new Policy(this, own, network.with(network.weights(), pairs, lora.scale()), places, false);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /**
     * Replaces all weights. One tensor is replaced after another, so that old and new never fill memory side by side.
     *
     * @throws org.acpo.common.UserException when a parameter is missing or has the wrong shape; those before it have then been
     *     replaced
     */
    public void refresh(Map<String, HostTensor> source) {
        host.each(
                layout,
                source,
                "",
                slot -> packed.get(slot) ? blank(slot) : network.weights().get(slot),
                serves ? this::take : (tensor, slot) -> {});
    }

    private NDArray blank(int slot) {
        return host.blank(manager, layout.slots().get(slot), compute);
    }

    /**
     * The weights as Hugging Face parameters, F32 or BF16 as the policy computes with them. These are views, whose values are
     * fetched from the device when they are read.
     */
    public Map<String, HostTensor> export() {
        return host.download(layout, network.weights(), "", stored(compute));
    }

    private static HostTensor.Dtype stored(Dtype dtype) {
        return dtype == Dtype.FLOAT32 ? HostTensor.Dtype.F32 : HostTensor.Dtype.BF16;
    }

    /** What training changes: the adapters, or all weights where there are none. */
    NDList trained() {
        return isAdapted ? network.adapters() : network.weights();
    }

    /** Which parameters the tensors of {@link #trained} hold. */
    WeightLayout trainedLayout() {
        return trainedLayout;
    }

    /**
     * New float32 tensors in the order of {@link #trained}, filled from {@code source}, where each trained parameter is named
     * {@code prefix + name}.
     */
    NDList uploadTrained(Map<String, HostTensor> source, String prefix) {
        return host.upload(manager, trainedLayout(), source, prefix, Dtype.FLOAT32);
    }

    /** Tensors in the order of {@link #trained} as views that are float32 parameters, each named {@code prefix + name}. */
    Map<String, HostTensor> downloadTrained(NDList tensors, String prefix) {
        return host.download(trainedLayout(), tensors, prefix, HostTensor.Dtype.F32);
    }

    HostWeights host() {
        return host;
    }

    /** Shape of the model. */
    public ModelSpec spec() {
        return spec;
    }

    /** Number format of the weights and of matrix products. */
    public Dtype compute() {
        return compute;
    }

    /** Owns the policy's tensors. A computation works in a sub-manager of it. */
    public NDManager manager() {
        return manager;
    }

    /** The program; its methods compute with {@link #network}. */
    public PolicyProgram program() {
        return program;
    }

    /** The weights and sizes, as the program takes them. */
    public Network network() {
        return network;
    }

    WeightLayout layout() {
        return layout;
    }

    /** Keys and values [N, kv_heads, head_dim] of N packed prompt tokens, two tensors a layer, owned by {@code scope}. */
    public NDList prefill(NDManager scope, PackedBatch batch) {
        try (NDManager inputs = scope.newSubManager()) {
            return program.prefill(scope, network, BatchTensors.of(batch, inputs));
        }
    }

    /**
     * Normalised hidden states [R, hidden] of a packed batch, owned by {@code scope}.
     *
     * @param rows R rows of the batch
     */
    public NDArray trunk(NDManager scope, PackedBatch batch, long[] rows) {
        return program.trunk(scope, network, BatchTensors.of(batch, scope), scope.create(rows));
    }

    /**
     * Normalised hidden states [M, hidden] of branches behind sequences in a cache, owned by {@code scope}.
     *
     * @param slots for each sequence of the batch its slot of the cache
     * @param rows M rows of the batch
     */
    public NDArray branches(NDManager scope, NDList cache, long[] slots, BranchBatch batch, long[] rows) {
        BranchTensors on = BranchTensors.of(batch, scope);
        return program.branches(scope, network, cache, scope.create(slots), on, scope.create(rows));
    }

    @Override
    public void close() {
        manager.close();
        if (!isView) {
            program.close();
        }
    }
}

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
 * One replica of the policy on one device: the program and the weights it computes with. Any number of threads may
 * compute with it at once; {@link #refresh} and a trainer's step must not run beside them.
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
    /** Slots whose tensors are in the form that multiplies fastest, and in no other. */
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
     * @param compute number format of the weights on the device and of the matrix work
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
     * As {@link #load}, for a policy that only infers: its matrices are kept in the form that this processor multiplies fastest, and
     * in no other. It is {@link #refresh}ed, but neither trained nor exported.
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
     * The policy W + (alpha / rank) B A over this one's weights W, which are shared and stay as they are. Closing it frees
     * the adapters; it must not outlive this policy.
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
     * Takes other weights; no second copy of them lies beside the first, but of one tensor at a time.
     *
     * @throws org.acpo.common.UserException when a parameter is missing or has the wrong shape; earlier ones are then
     *     already overwritten
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

    /** Views of the weights as Hugging Face parameters, F32 or BF16 as they are computed with; fetched when they are read. */
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

    /** Where the tensors of {@link #trained} come from. */
    WeightLayout trainedLayout() {
        return trainedLayout;
    }

    /** Own float32 copies of {@code prefix + parameter} for every trained parameter, in the order of {@link #trained}. */
    NDList uploadTrained(Map<String, HostTensor> source, String prefix) {
        return host.upload(manager, trainedLayout(), source, prefix, Dtype.FLOAT32);
    }

    /** Views of tensors in the order of {@link #trained} as float32 parameters, each name after {@code prefix}. */
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

    /** Number format of the weights and the matrix work. */
    public Dtype compute() {
        return compute;
    }

    /** Owner of the policy's tensors; computations make sub-managers of it. */
    public NDManager manager() {
        return manager;
    }

    /** The program, whose methods compute with {@link #network}. */
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

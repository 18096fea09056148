package org.acpo.executors.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.update.LoraConfig;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;

/**
 * One replica of the policy on one device: the program and the weights it computes with. Any number of threads may
 * compute with it at once; {@link #refresh} and a trainer's step must not run beside them.
 */
public final class Policy implements AutoCloseable {
    private final ModelSpec spec;
    private final Dtype compute;
    private final WeightLayout layout;
    private final NDManager manager;
    private final PolicyProgram program;
    private final HostWeights host;
    private final NDList weights;
    private final Adapters adapters;
    private final NDArray inverseFrequencies;
    private final NDArray eps;
    private final long[] dims;
    private final boolean isView;
    private final boolean serves;
    private final BitSet packed = new BitSet();

    private Policy(ModelSpec spec, Dtype compute, Device device, boolean serves) {
        this.spec = spec;
        this.compute = compute;
        this.layout = WeightLayout.of(spec);
        this.manager = Engine.getEngine("PyTorch").newBaseManager(device);
        this.program = PolicyProgram.load(device);
        this.inverseFrequencies = manager.create(Rotary.inverseFrequencies(spec.rope(), spec.headDim()));
        this.eps = manager.create(spec.rmsEps());
        this.host = new HostWeights(program, manager, inverseFrequencies, HostTensor.PIECE);
        this.weights = new NDList();
        this.adapters = Adapters.none();
        this.dims = new long[] {spec.layers(), spec.heads(), spec.kvHeads(), spec.headDim()};
        this.isView = false;
        this.serves = serves;
    }

    private Policy(Policy base, NDManager manager, NDList weights, Adapters adapters, boolean serves) {
        this.spec = base.spec;
        this.compute = base.compute;
        this.layout = base.layout;
        this.manager = manager;
        this.program = base.program;
        this.inverseFrequencies = base.inverseFrequencies;
        this.eps = base.eps;
        this.host = base.host;
        this.weights = weights;
        this.adapters = adapters;
        this.dims = base.dims;
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
            policy.weights.addAll(policy.host.upload(policy.manager, policy.layout, weights, "", compute));
            return policy;
        } catch (RuntimeException e) {
            policy.close();
            throw e;
        }
    }

    /**
     * As {@link #load}, for a policy that only infers: its matrices are kept only in the form that this processor multiplies
     * fastest. It can be {@link #refresh}ed, but neither trained nor exported.
     *
     * @throws org.acpo.common.UserException as {@link #load}
     */
    public static Policy serve(ModelSpec spec, Map<String, HostTensor> weights, Dtype compute, Device device) {
        Policy policy = new Policy(spec, compute, device, true);
        try {
            policy.layout.slots().forEach(slot -> policy.weights.add(policy.manager.create(new float[0])));
            policy.host.each(policy.layout, weights, "", policy::blank, policy::take);
            return policy;
        } catch (RuntimeException e) {
            policy.close();
            throw e;
        }
    }

    /** A policy that infers as this one does, with matrices as in {@link #serve} and the rest shared. */
    Policy serving() {
        Policy served = new Policy(this, manager.newSubManager(), new NDList(weights), Adapters.none(), true);
        served.takeFrom(this);
        return served;
    }

    /** Takes all weights of the policy that this one is serving. */
    void takeFrom(Policy base) {
        for (int slot = 0; slot < base.weights.size(); slot++) {
            if (!layout.slots().get(slot).isEmpty()) {
                take(base.weights.get(slot), slot);
            }
        }
    }

    /** Uses this tensor from now on, packed if possible, and frees what is no longer needed. */
    void take(NDArray plain, int slot) {
        if (slot == layout.embedding()) {
            use(plain, slot);
            if (spec.tiedEmbeddings()) {
                use(pack(plain).orElseGet(() -> manager.create(new float[0])), layout.head());
            }
            return;
        }
        Optional<NDArray> form = pack(plain);
        packed.set(slot, form.isPresent());
        form.ifPresent(other -> release(plain));
        use(form.orElse(plain), slot);
    }

    private Optional<NDArray> pack(NDArray plain) {
        return plain.getShape().dimension() < 2
                ? Optional.empty()
                : program.infer(manager, "packed", plain).stream().findFirst();
    }

    private void use(NDArray tensor, int slot) {
        NDArray old = weights.set(slot, tensor);
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
            Adapters added = new Adapters(lora, places, host.upload(own, places, tensors, "", compute));
            return new Policy(this, own, weights, added, false);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /**
     * Replaces the weights, one tensor at a time, so that never more than one tensor is in memory twice.
     *
     * @throws org.acpo.common.UserException when a parameter is missing or has the wrong shape; earlier ones are then
     *     already overwritten
     */
    public void refresh(Map<String, HostTensor> source) {
        host.each(
                layout,
                source,
                "",
                slot -> packed.get(slot) ? blank(slot) : weights.get(slot),
                serves ? this::take : (tensor, slot) -> {});
    }

    private NDArray blank(int slot) {
        return host.blank(manager, layout.slots().get(slot), compute);
    }

    /** Views of the weights as Hugging Face parameters, F32 or BF16 as they are computed with; fetched when they are read. */
    public Map<String, HostTensor> export() {
        return host.download(layout, weights, "", stored(compute));
    }

    private static HostTensor.Dtype stored(Dtype dtype) {
        return dtype == Dtype.FLOAT32 ? HostTensor.Dtype.F32 : HostTensor.Dtype.BF16;
    }

    /** What training changes: the adapters, or all weights where there are none. */
    NDList trained() {
        return adapters.arePresent() ? adapters.tensors() : weights;
    }

    /** Where the tensors of {@link #trained} come from. */
    WeightLayout trainedLayout() {
        return adapters.arePresent() ? adapters.layout() : layout;
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

    /** The program; its source says which arguments its methods take. */
    public PolicyProgram program() {
        return program;
    }

    /** The program's {@code w}: the weights in the compute format. */
    public NDList weights() {
        return weights;
    }

    /** The program's {@code lora}: none unless this policy is {@link #adapted}. */
    NDList adapters() {
        return adapters.tensors();
    }

    /** The program's {@code factor}. */
    double factor() {
        return adapters.config().scale();
    }

    /** The program's {@code dims}. */
    public long[] dims() {
        return dims;
    }

    WeightLayout layout() {
        return layout;
    }

    /**
     * Runs a method of the program that computes with the policy, in inference mode.
     *
     * @param more its arguments after {@code w}, {@code lora}, {@code factor}, {@code dims}, {@code eps} and {@code inv_freq}
     */
    public NDList infer(NDManager scope, String method, Object... more) {
        return program.infer(scope, method, arguments(more));
    }

    /** As {@link #infer}, with gradients recorded as far as the method asks for them. */
    NDList train(NDManager scope, String method, Object... more) {
        return program.train(scope, method, arguments(more));
    }

    private Object[] arguments(Object... more) {
        return Stream.concat(Stream.of(weights, adapters(), factor(), dims, eps, inverseFrequencies), Stream.of(more))
                .toArray();
    }

    /** Keys and values [N, kv_heads, head_dim] of N packed prompt tokens, two tensors a layer, owned by {@code scope}. */
    public NDList prefill(NDManager scope, PackedBatch batch) {
        try (NDManager inputs = scope.newSubManager()) {
            BatchTensors on = BatchTensors.of(batch, inputs);
            return infer(scope, "prefill", on.ids(), on.positions(), on.blocks(), on.unpack());
        }
    }

    /**
     * Normalised hidden states [R, hidden] of rows of a packed batch, owned by {@code scope}.
     *
     * @param rows R rows of the batch
     */
    public NDArray trunk(NDManager scope, PackedBatch batch, long[] rows) {
        BatchTensors on = BatchTensors.of(batch, scope);
        return infer(scope, "trunk", on.ids(), on.positions(), on.blocks(), on.unpack(), scope.create(rows))
                .get(0);
    }

    @Override
    public void close() {
        manager.close();
        if (!isView) {
            program.close();
        }
    }
}

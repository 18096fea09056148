package org.acpo.executors.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.config.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;

/**
 * One replica of the policy on one device: the program and the weights it computes with. Any number of threads may
 * compute with it at once; {@link #refresh} and a trainer's step must not run beside them.
 */
public final class Policy implements AutoCloseable {
    private static final int FLOAT32 = 6;
    private static final int BFLOAT16 = 15;

    private final ModelSpec spec;
    private final Dtype compute;
    private final WeightLayout layout;
    private final NDManager manager;
    private final Program program;
    private final NDList weights;
    private final NDArray inverseFrequencies;
    private final long[] dims;

    private Policy(ModelSpec spec, Dtype compute, Device device) {
        this.spec = spec;
        this.compute = compute;
        this.layout = WeightLayout.of(spec);
        this.manager = Engine.getEngine("PyTorch").newBaseManager(device);
        this.program = Program.load(device);
        this.weights = new NDList();
        this.inverseFrequencies = manager.create(Rotary.inverseFrequencies(spec.rope(), spec.headDim()));
        this.dims = new long[] {spec.layers(), spec.heads(), spec.kvHeads(), spec.headDim()};
    }

    /**
     * A policy with the given Hugging Face parameters.
     *
     * @param compute number format of the weights on the device and of the matrix work
     * @throws org.acpo.common.UserException when a parameter is missing or has the wrong shape
     */
    public static Policy load(ModelSpec spec, Map<String, HostTensor> weights, Dtype compute, Device device) {
        Policy policy = new Policy(spec, compute, device);
        try {
            policy.weights.addAll(policy.upload(weights, "", compute));
            return policy;
        } catch (RuntimeException e) {
            policy.close();
            throw e;
        }
    }

    /**
     * Overwrites the weights in place.
     *
     * @throws org.acpo.common.UserException when a parameter is missing or has the wrong shape; earlier ones are then
     *     already overwritten
     */
    public void refresh(Map<String, HostTensor> source) {
        List<Slot> slots = layout.slots();
        for (int i = 0; i < slots.size(); i++) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray fused = fused(scope, slots.get(i), source, "");
                program.infer(scope, "assign", new NDList(weights.get(i)), new NDList(fused));
            }
        }
    }

    /** The weights as Hugging Face parameters, F32 or BF16 as they are computed with. */
    public Map<String, HostTensor> export() {
        return download(weights, "", compute);
    }

    /** Own copies of {@code prefix + parameter} on the device, in the program's order and the given number format. */
    NDList upload(Map<String, HostTensor> source, String prefix, Dtype dtype) {
        NDList tensors = new NDList();
        for (Slot slot : layout.slots()) {
            try (NDManager scope = manager.newSubManager()) {
                tensors.add(cast(manager, fused(scope, slot, source, prefix), dtype));
            }
        }
        return tensors;
    }

    /** Tensors in the program's order as Hugging Face parameters, each name after {@code prefix}. */
    Map<String, HostTensor> download(NDList tensors, String prefix, Dtype dtype) {
        HostTensor.Dtype stored = dtype == Dtype.FLOAT32 ? HostTensor.Dtype.F32 : HostTensor.Dtype.BF16;
        Map<String, HostTensor> parameters = new LinkedHashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
            try (NDManager scope = manager.newSubManager()) {
                float[] values = cast(scope, tensors.get(i), Dtype.FLOAT32).toFloatArray();
                HostWeights.split(layout.slots().get(i), values, prefix, stored, parameters);
            }
        }
        return parameters;
    }

    private NDArray fused(NDManager scope, Slot slot, Map<String, HostTensor> source, String prefix) {
        return scope.create(HostWeights.fuse(slot, prefix, source), new Shape(slot.shape()), DataType.FLOAT32);
    }

    /** An own copy of {@code tensor} in another number format, made outside inference mode so that it can be trained. */
    NDArray cast(NDManager owner, NDArray tensor, Dtype dtype) {
        return program.train(owner, "cast", tensor, dtype == Dtype.FLOAT32 ? FLOAT32 : BFLOAT16)
                .get(0);
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
    public Program program() {
        return program;
    }

    /** The program's {@code w}: the weights in the compute format. */
    public NDList weights() {
        return weights;
    }

    /** The program's {@code dims}. */
    public long[] dims() {
        return dims;
    }

    /** The program's {@code eps}. */
    public double epsilon() {
        return spec.rmsEps();
    }

    /** The program's {@code inv_freq}. */
    public NDArray inverseFrequencies() {
        return inverseFrequencies;
    }

    WeightLayout layout() {
        return layout;
    }

    /**
     * Normalised hidden states [R, hidden] of rows of a packed batch, owned by {@code scope}.
     *
     * @param rows R rows of the batch
     */
    public NDArray trunk(NDManager scope, PackedBatch batch, long[] rows) {
        BatchTensors on = BatchTensors.of(batch, scope);
        return program.infer(
                        scope,
                        "trunk",
                        weights,
                        dims,
                        epsilon(),
                        inverseFrequencies,
                        on.ids(),
                        on.positions(),
                        on.blocks(),
                        on.unpack(),
                        scope.create(rows))
                .get(0);
    }

    @Override
    public void close() {
        manager.close();
        program.close();
    }
}

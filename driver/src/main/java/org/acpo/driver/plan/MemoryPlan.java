package org.acpo.driver.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.acpo.common.attribution.AttributionConfig;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.update.UpdateConfig.Mode;
import org.acpo.executors.model.ModelSpec;

/**
 * What a run needs, place by place, and what of it will not fit.
 *
 * @param tokensPerStep response tokens if every response runs to its limit
 * @param branchTokensPerStep tokens of Monte Carlo's continuations, as well; 0 without
 * @param trained how many values have gradient and optimizer state: all parameters, or LoRA's adapters
 * @param refreshBytes of one policy version, written once and read once by each executor
 * @param gradientBytes that each executor sends for one optimizer step, 0 when the driver computes gradients
 */
public record MemoryPlan(
        ModelSpec model,
        long trained,
        List<Place> places,
        long tokensPerStep,
        long branchTokensPerStep,
        long refreshBytes,
        long gradientBytes,
        List<String> problems) {

    /** Bytes of one thing, and how they come about. */
    public record Item(String what, long bytes, String how) {}

    /**
     * A device or a process.
     *
     * @param limitBytes 0 for not known
     */
    public record Place(String name, List<Item> items, long limitBytes) {
        /** Sum over the items. */
        public long bytes() {
            return items.stream().mapToLong(Item::bytes).sum();
        }

        boolean fits() {
            return limitBytes == 0 || bytes() <= limitBytes;
        }
    }

    /** libtorch, its kernels and the allocator's cache on a GPU. */
    private static final long GPU_CONTEXT = 1_500_000_000L;

    /** JVM, libtorch and Spark's own buffers. */
    private static final long PROCESS = 1_500_000_000L;

    private static final int PROMPT = 256;

    /** Plans the run of {@code config} with a model of the given shape on {@code machines}. */
    public static MemoryPlan of(TrainConfig config, ModelSpec model, Machines machines) {
        PlannedBytes sizes = new PlannedBytes(model, config);
        boolean spread = config.update().mode() == Mode.EXECUTORS;
        List<Item> onExecutor = executorDevice(sizes, spread, machines.onGpus());
        List<Item> onDriver = driverDevice(sizes, spread);
        List<Place> places = List.of(
                place("executor", machines.onGpus(), onExecutor, machines.gpuGb(), machines.executorGb()),
                place("driver", machines.driverGpu(), onDriver, machines.gpuGb(), machines.driverGb()),
                host("executor", machines.onGpus(), machines.executorGb()),
                host("driver", machines.driverGpu(), machines.driverGb()));
        List<Place> joined = joined(places);
        return new MemoryPlan(
                model,
                sizes.trained(),
                joined,
                sizes.rollouts() * config.rollout().maxNewTokens(),
                continuations(sizes, config) * config.rollout().maxNewTokens(),
                sizes.refresh(),
                spread ? sizes.perTrained() : 0,
                problems(joined, spread));
    }

    /** Of every rollout from some step ends, and of every prompt from its end, at both temperatures of the rollouts. */
    private static long continuations(PlannedBytes sizes, TrainConfig config) {
        AttributionConfig.MonteCarlo branches = config.attribution().monteCarlo();
        boolean used = config.attribution().enabled() && branches.enabled();
        long places = sizes.rollouts() * branches.maxBranches()
                + 2L * config.rollout().promptsPerStep();
        return used ? places * branches.samples() : 0;
    }

    private static List<Item> executorDevice(PlannedBytes sizes, boolean spread, boolean gpu) {
        List<Item> items = new ArrayList<>();
        items.add(new Item("weights", sizes.computeWeights(), "P x " + sizes.width() + " bytes"));
        if (sizes.hasAdapters()) {
            items.add(new Item("adapters", sizes.adapters(), "A x " + sizes.width() + " bytes"));
            items.add(new Item("base of what is adapted", sizes.adaptedBase(), "beside the merged weights"));
        }
        if (!gpu && (spread || sizes.hasAdapters())) {
            items.add(new Item(
                    "weights packed for products", sizes.computeWeights(), "beside those that gradients are of"));
        }
        long sampling = sizes.keyValues(PROMPT) + sizes.samplingLogits();
        long scoring = sizes.inferenceActivations() + sizes.logits();
        long learning = sizes.trainingActivations() + sizes.logits() + sizes.perTrained();
        if (spread && learning > Math.max(sampling, scoring)) {
            items.add(new Item("gradients", sizes.perTrained(), sizes.trainedName() + " x 4 bytes"));
            items.add(
                    new Item("activations of one pack", sizes.trainingActivations(), sizes.trainingActivationsName()));
            items.add(new Item("logits", sizes.logits(), "update.logits_memory_mb"));
        } else if (sampling > scoring) {
            items.add(new Item(
                    "keys and values",
                    sizes.keyValues(PROMPT),
                    "rollout.slots rows at their longest, prompt " + PROMPT));
            items.add(new Item("logits", sizes.samplingLogits(), "rollout.slots rows"));
        } else {
            items.add(new Item("activations of one pack", sizes.inferenceActivations(), "one layer's"));
            items.add(new Item("logits", sizes.logits(), "update.logits_memory_mb"));
        }
        return items;
    }

    private static List<Item> driverDevice(PlannedBytes sizes, boolean spread) {
        List<Item> items = new ArrayList<>();
        items.add(new Item("weights", sizes.computeWeights(), "P x " + sizes.width() + " bytes"));
        if (sizes.hasAdapters()) {
            items.add(new Item("adapters", sizes.adapters(), "A x " + sizes.width() + " bytes"));
        }
        String trained = sizes.trainedName();
        if (sizes.masters() > 0) {
            items.add(new Item("master weights", sizes.masters(), trained + " x 4 bytes"));
        }
        items.add(new Item("gradients", sizes.perTrained(), trained + " x 4 bytes"));
        items.add(new Item("AdamW moments", 2 * sizes.perTrained(), trained + " x 8 bytes"));
        if (!spread) {
            if (sizes.hasReference()) {
                items.add(new Item("reference policy", sizes.reference(), trained + " x " + sizes.width() + " bytes"));
            }
            items.add(
                    new Item("activations of one pack", sizes.trainingActivations(), sizes.trainingActivationsName()));
            items.add(new Item("logits", sizes.logits(), "update.logits_memory_mb"));
        }
        return items;
    }

    private static Place place(String who, boolean gpu, List<Item> items, double gpuGb, double hostGb) {
        List<Item> all = new ArrayList<>(items);
        if (gpu) {
            all.add(new Item("libtorch", GPU_CONTEXT, "context and allocator"));
        }
        return new Place(gpu ? "GPU of the " + who : who, all, bytes(gpu ? gpuGb : hostGb));
    }

    /** Weights on their way from a file to the device, or from there to a file, pass through a piece at a time. */
    private static Place host(String who, boolean gpu, double gb) {
        List<Item> items = List.of(new Item("process", PROCESS, "JVM, libtorch, Spark"));
        return new Place(gpu ? "host memory of the " + who : who, items, bytes(gb));
    }

    /** Without a GPU the policy stands in host memory: both lists of one process are one place. */
    private static List<Place> joined(List<Place> places) {
        List<Place> joined = new ArrayList<>();
        for (Place place : places) {
            int at = -1;
            for (int i = 0; i < joined.size(); i++) {
                at = joined.get(i).name().equals(place.name()) ? i : at;
            }
            if (at < 0) {
                joined.add(place);
            } else {
                List<Item> items = new ArrayList<>(joined.get(at).items());
                items.addAll(place.items());
                joined.set(at, new Place(place.name(), items, place.limitBytes()));
            }
        }
        return List.copyOf(joined);
    }

    private static List<String> problems(List<Place> places, boolean spread) {
        List<String> problems = new ArrayList<>();
        for (Place place : places) {
            if (!place.fits()) {
                problems.add(String.format(
                        Locale.ROOT,
                        "the %s needs %.1f GB and has %.1f; %s",
                        place.name(),
                        place.bytes() / 1e9,
                        place.limitBytes() / 1e9,
                        remedy(place, spread)));
            }
        }
        return problems;
    }

    private static String remedy(Place place, boolean spread) {
        if (place.name().contains("driver") && !spread) {
            return "set update.mode=executors, which leaves it the optimizer alone, or model.lora.rank, which trains adapters"
                    + " alone, lower update.tokens_per_pack, or give it more";
        }
        return "lower rollout.slots and update.tokens_per_pack, or give it more";
    }

    private static long bytes(double gb) {
        return (long) (gb * 1e9);
    }
}

package org.acpo.driver.train;

import ai.djl.Device;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.run.RunFolder;
import org.acpo.common.update.LoraConfig;
import org.acpo.common.update.UpdateConfig;
import org.acpo.driver.checkpoint.Checkpoints;
import org.acpo.executors.engine.GradientOptions;
import org.acpo.executors.engine.LoraLayout;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.model.AdapterFolder;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelFolder;
import org.apache.hadoop.conf.Configuration;

/**
 * The policy that a run begins or goes on with. Driver side.
 *
 * @param model what checkpoints write beside the weights
 * @param weights all of the policy's, or with LoRA the base's
 * @param adapters with LoRA alone
 */
public record RunPolicy(
        TrainConfig config, ModelFolder model, Map<String, HostTensor> weights, Map<String, HostTensor> adapters) {

    /**
     * The policy after {@code step}: that of {@code model.path} if it is 0, else that of the step's checkpoint.
     *
     * @throws UserException when a model or checkpoint is not there or does not fit the configuration
     */
    public static RunPolicy at(int step, TrainConfig config, RunFolder folder, Configuration hadoop) {
        if (config.model().lora().isOn()) {
            return adapted(step, config, folder, hadoop);
        }
        if (step == 0) {
            ModelFolder model = ModelFolder.read(config.model().path(), hadoop);
            return new RunPolicy(config, model, model.weights(), Map.of());
        }
        ModelFolder model = ModelFolder.readWithoutWeights(folder.model().toString(), hadoop);
        return new RunPolicy(config, model, new Checkpoints(folder, hadoop).weights(step), Map.of());
    }

    private static RunPolicy adapted(int step, TrainConfig config, RunFolder folder, Configuration hadoop) {
        LoraConfig lora = config.model().lora();
        String path = step == 0
                ? config.model().path()
                : AdapterFolder.read(folder.model().toString(), hadoop).base();
        if (AdapterFolder.isAt(path, hadoop)) {
            throw new UserException("model.path is " + path + ", which is an adapter, but model.lora.rank is "
                    + lora.rank() + " and an adapter needs a whole model below it; merge it first: acpo merge --model "
                    + path + " --output DIR");
        }
        ModelFolder base = ModelFolder.read(path, hadoop);
        Map<String, HostTensor> adapters = step == 0
                ? LoraLayout.initial(base.spec(), lora, config.seed())
                : new Checkpoints(folder, hadoop).weights(step);
        ModelFolder model = base.adapting(lora, AdapterFolder.nameOf(path, hadoop));
        return new RunPolicy(config, model, base.weights(), adapters);
    }

    /** A trainer of this policy with a fresh optimizer. */
    public PolicyTrainer trainer(Device device) {
        LoraConfig lora = config.model().lora();
        Dtype dtype = config.model().dtype();
        if (!lora.isOn()) {
            return PolicyTrainer.create(model.spec(), weights, dtype, device, config.optimizer(), gradients(device));
        }
        Policy base = Policy.load(model.spec(), weights, dtype, device);
        return PolicyTrainer.ofAdapters(base, lora, adapters, config.optimizer(), gradients(device));
    }

    private GradientOptions gradients(Device device) {
        UpdateConfig update = config.update();
        int workers = update.workers();
        if (workers == 0) {
            int threads = update.threads() > 0
                    ? update.threads()
                    : Runtime.getRuntime().availableProcessors();
            workers = GradientOptions.workers(model.spec().parameterCount(), threads);
        }
        boolean driver = update.mode() == UpdateConfig.Mode.DRIVER && !device.isGpu();
        return new GradientOptions(
                update.tokensPerPack(), update.logitsMemoryMb(), driver ? workers : 1, update.recompute());
    }
}

package org.acpo.driver.inference;

import org.acpo.common.recipe.TrainConfig.ModelConfig;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.tokenizer.Tokenizer;
import org.apache.hadoop.conf.Configuration;

/** What the driver needs of the model; the weights are read by executors alone. */
public record Model(ModelSpec spec, Tokenizer tokenizer, ReplicaSpec replica) {

    /** @throws org.acpo.common.UserException when it is not a model folder that can be used */
    public static Model of(ModelConfig config, Configuration hadoop) {
        String folder = ModelFolder.located(config.path(), hadoop);
        ModelFolder read =
                ModelFolder.read(folder, hadoop); // weights that do not fit are refused before Spark has work
        return new Model(read.spec(), read.tokenizer(), ReplicaSpec.of(folder, config.dtype()));
    }
}

package org.acpo.driver.ml;

import java.io.IOException;
import java.util.Objects;
import org.acpo.common.UserException;
import org.acpo.executors.model.ModelFolder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import scala.Option;

/** A saved {@link PolicyModel}: MLlib's metadata, and the Hugging Face folder in {@value #FOLDER}. Driver side. */
final class ModelCopy {
    static final String FOLDER = "model";

    private ModelCopy() {}

    /**
     * A number that differs, with near certainty, once the folder has been rewritten.
     *
     * @throws UserException when the folder is not there
     */
    static int version(String modelFolder, Configuration conf) {
        if (modelFolder.equals(ModelFolder.BUILTIN_NANO)) {
            return 0;
        }
        try {
            Path folder = new Path(modelFolder);
            FileSystem fs = folder.getFileSystem(conf);
            if (!fs.exists(folder)) {
                throw new UserException("model folder " + folder + " does not exist; save the model elsewhere than in"
                        + " its run folder to keep it, or fit again");
            }
            int version = 0;
            for (FileStatus file : fs.listStatus(folder)) {
                version += Objects.hash(file.getPath().getName(), file.getModificationTime(), file.getLen());
            }
            return version;
        } catch (IOException e) {
            throw new UserException("model folder " + modelFolder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Writes params and weights. */
    static final class Writer extends MLWriter {
        private final PolicyModel model;

        Writer(PolicyModel model) {
            this.model = model;
        }

        /** Refuses before what is there is deleted, if the model's own weights lie there. */
        @Override
        public void save(String path) throws IOException {
            Configuration conf = sparkSession().sessionState().newHadoopConf();
            if (!model.modelFolder().equals(ModelFolder.BUILTIN_NANO)
                    && (qualified(new Path(model.modelFolder()), conf) + "/")
                            .startsWith(qualified(new Path(path), conf) + "/")) {
                throw new UserException("the model is to be saved to " + path + ", but its weights lie there, at "
                        + model.modelFolder() + "; save it elsewhere");
            }
            super.save(path);
        }

        @Override
        public void saveImpl(String path) {
            Configuration conf = sparkSession().sessionState().newHadoopConf();
            ModelFolder folder = ModelFolder.read(model.modelFolder(), conf);
            DefaultParamsWriter$.MODULE$.saveMetadata(model, path, sc(), Option.empty(), Option.empty());
            folder.write(new Path(path, FOLDER), folder.weights(), conf);
        }
    }

    /** Reads params and finds the weights; executors read those when they need them. */
    static final class Reader extends MLReader<PolicyModel> {
        @Override
        public PolicyModel load(String path) {
            Configuration conf = sparkSession().sessionState().newHadoopConf();
            DefaultParamsReader.Metadata metadata =
                    DefaultParamsReader$.MODULE$.loadMetadata(path, sc(), PolicyModel.class.getName());
            PolicyModel model = new PolicyModel(metadata.uid(), qualified(new Path(path, FOLDER), conf));
            metadata.getAndSetParams(model, metadata.getAndSetParams$default$2());
            return model;
        }
    }

    private static String qualified(Path folder, Configuration conf) {
        try {
            return folder.getFileSystem(conf).makeQualified(folder).toString();
        } catch (IOException e) {
            throw new UserException("model folder " + folder + " cannot be reached: " + e.getMessage(), e);
        }
    }
}

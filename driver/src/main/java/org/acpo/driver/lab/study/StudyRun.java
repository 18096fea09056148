package org.acpo.driver.lab.study;

import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.run.RunFolder;
import org.apache.hadoop.fs.Path;

/** One training run of a study. */
record StudyRun(String task, String method, int seed, TrainConfig config) {

    /** Its run folder below the study's. */
    RunFolder folder(Path study) {
        return new RunFolder(new Path(study, "runs/" + task + "/" + method + "/seed-" + seed));
    }

    String name() {
        return task + ", " + method + ", seed " + seed;
    }
}

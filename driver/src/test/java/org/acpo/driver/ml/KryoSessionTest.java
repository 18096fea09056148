package org.acpo.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.acpo.driver.LocalSpark;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's session may serialize by a Kryo that knows nothing of the records that tasks exchange. */
class KryoSessionTest {
    @TempDir
    private Path folder;

    @Test
    void fitsAndTransforms() {
        SparkSession spark = LocalSpark.plain(KryoSerializer.class);
        try {
            fitAndTransform(spark);
        } finally {
            spark.stop();
        }
    }

    private void fitAndTransform(SparkSession spark) {
        Dataset<Row> table = spark.sql(
                "SELECT '1 + 1 =' AS problem, '2' AS answer, false AS held" + " UNION ALL SELECT '1 + 2 =', '3', true");
        PolicyModel model = new AcpoTrainer()
                .setModelPath(MllibTest.NANO)
                .setValidationCol("held")
                .setRunDir(folder.toString())
                .setEpochs(1)
                .setPromptsPerStep(1)
                .setSamplesPerPrompt(2)
                .setMaxNewTokens(4)
                .setOverrides("rollout.hierarchical.enabled=false", "update.minibatches=1")
                .fit(table);
        List<Row> rows = model.transform(table).collectAsList();

        assertThat(rows).hasSize(2).noneMatch(Row::anyNull);
    }
}

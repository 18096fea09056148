package org.acpo.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.problem.source.ProblemSet;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.LocalSpark;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same two problems from every source that Spark has. */
class ProblemsTest {
    private static final List<Problem> EXPECTED = List.of(
            new Problem("a", "What is \"1 + 1\",\nsaid twice?", "2", 3, null, null, null),
            new Problem("b", "2 + 2?", "4", 5, null, null, null));

    @TempDir
    Path folder;

    private final SparkSession spark = LocalSpark.session();

    private Dataset<Row> table() {
        StructType schema = new StructType()
                .add("id", DataTypes.StringType)
                .add("question", DataTypes.StringType)
                .add("answer", DataTypes.StringType)
                .add("level", DataTypes.IntegerType);
        List<Row> rows = new ArrayList<>();
        EXPECTED.forEach(p -> rows.add(RowFactory.create(p.id(), p.problem(), p.answer(), p.level())));
        return spark.createDataFrame(rows, schema).coalesce(1);
    }

    private static SourceConfig source(String kind, String path) {
        return TrainConfig.load(
                        null,
                        List.of(
                                "data.train.kind=" + kind,
                                "data.train.path=" + path,
                                "data.train.fields.problem=question"))
                .data()
                .train();
    }

    private List<Problem> load(String kind, String path) {
        return Problems.load(spark, source(kind, path));
    }

    @Test
    void parquetJsonCsvTableAndDataFrameAreTheSame() {
        String parquet = folder.resolve("problems.parquet").toString();
        table().write().parquet(parquet);
        assertThat(load("parquet", parquet)).isEqualTo(EXPECTED);

        String json = folder.resolve("json").toString();
        table().write().json(json);
        assertThat(load("jsonl", json + "/*.json")).isEqualTo(EXPECTED);

        String csv = folder.resolve("problems.csv").toString();
        table().write().option("header", true).option("escape", "\"").csv(csv);
        assertThat(load("csv", csv)).isEqualTo(EXPECTED);

        table().createOrReplaceTempView("school_problems");
        assertThat(load("table", "school_problems")).isEqualTo(EXPECTED);
        spark.catalog().dropTempView("school_problems");

        assertThat(Problems.ofRows(table(), source("table", "any"))).isEqualTo(EXPECTED);
    }

    /** Spark reads the largest file first. */
    @Test
    void filesComeInTheOrderOfTheirNames() throws IOException {
        Path csv = Files.createDirectory(folder.resolve("csv"));
        Files.writeString(csv.resolve("1.csv"), "id,question,answer\na,1 + 1?,2\n");
        Files.writeString(csv.resolve("2.csv"), "id,question,answer\nb,2 + 2?,4\nc," + "1 + ".repeat(99) + "1?,100\n");
        Path parquet = Files.createDirectory(folder.resolve("parquet"));
        for (String name : List.of("1", "2")) {
            Path written = folder.resolve("one-" + name);
            spark.read()
                    .option("header", true)
                    .csv(csv.resolve(name + ".csv").toString())
                    .coalesce(1)
                    .write()
                    .parquet(written.toString());
            try (Stream<Path> files = Files.list(written)) {
                Path file = files.filter(f -> f.toString().endsWith(".parquet"))
                        .findFirst()
                        .orElseThrow();
                Files.move(file, parquet.resolve(name + ".parquet"));
            }
        }
        for (String kind : List.of("csv", "parquet")) {
            assertThat(load(kind, folder.resolve(kind).toString()))
                    .extracting(Problem::id)
                    .containsExactly("a", "b", "c");
        }
    }

    @Test
    void aRunsOwnProblemsAreReadAsTheyWereWrittenOrNamed() throws IOException {
        Path file = folder.resolve("train.jsonl");
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
        ProblemFile.write(path, EXPECTED, new Configuration());
        assertThat(ProblemFile.read(path, new Configuration())).isEqualTo(EXPECTED);
        Files.writeString(file, "{\"id\":\"a\",\n\"prob");
        assertThatThrownBy(() -> ProblemFile.read(path, new Configuration()))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(path + " does not hold the problems that the run was begun with any more (")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aCsvFileOfAPersonIsRead() throws IOException {
        Path file = folder.resolve("mine.csv");
        Files.writeString(
                file, "id,question,answer,level\na,\"What is \"\"1 + 1\"\",\nsaid twice?\",2,3\nb,2 + 2?,4,5\n");
        assertThat(load("csv", file.toString())).isEqualTo(EXPECTED);
    }

    private List<Problem> load(String kind, Path path, String... fields) {
        List<String> settings = new ArrayList<>(List.of("data.train.kind=" + kind, "data.train.path=" + path));
        for (String field : fields) {
            settings.add("data.train.fields." + field);
        }
        return Problems.load(spark, TrainConfig.load(null, settings).data().train());
    }

    /** As verl writes them: a conversation, and the answer inside a struct. */
    @Test
    void columnsInsideOthersAndConversationsAreReadFromParquet() throws IOException {
        Path json = folder.resolve("verl.json");
        Files.writeString(
                json,
                "{\"prompt\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"1 + 1?\"}],"
                        + "\"reward_model\":{\"style\":\"rule\",\"ground_truth\":\"2\"},\"extra_info\":{\"index\":7}}\n");
        Path parquet = folder.resolve("verl.parquet");
        spark.read().json(json.toString()).write().parquet(parquet.toString());
        String[] fields = {"problem=prompt", "answer=reward_model.ground_truth", "id=extra_info.index"};
        List<Problem> expected = List.of(new Problem("7", "1 + 1?", "2", null, null, null, null).under("Be brief."));
        assertThat(load("parquet", parquet, fields)).isEqualTo(expected);
        assertThat(load("jsonl", json, fields)).isEqualTo(expected);
        assertThatThrownBy(() -> load("parquet", parquet, "problem=prompt", "answer=reward_model.ground_thruth"))
                .hasMessageContaining("the row has no field 'reward_model.ground_thruth'")
                .hasMessageContaining("did you mean reward_model.ground_truth?");
        assertThatThrownBy(() -> load("parquet", parquet, "problem=promt"))
                .hasMessageContaining("the row has no field 'promt'")
                .hasMessageContaining("did you mean prompt?");
    }

    /** The file has, beside problem and answer, a column in nanoseconds, one of bytes, a map and one of nulls alone. */
    @Test
    void columnsOfTypesThatNobodyMappedDoNotDisturb() throws Exception {
        Path file = Path.of(getClass().getResource("/data/odd-types.parquet").toURI());
        assertThat(load("parquet", file))
                .containsExactly(
                        new Problem("row-0", "1 + 1?", "2", null, null, null, null),
                        new Problem("row-1", "2 + 2?", "4", null, null, null, null));
        assertThatThrownBy(() -> load("parquet", file, "subject=raw"))
                .hasMessageContaining("field 'raw' is 2 bytes, but subject must be a text or a number");
        assertThat(load("parquet", file, "subject=tags.topic"))
                .extracting(Problem::subject)
                .containsExactly("sums", "sums");
    }

    @Test
    void aColumnThatOneOfTheFilesLacksIsAnError() throws IOException {
        Path parts = Files.createDirectory(folder.resolve("parts"));
        table().write().parquet(parts.resolve("a.parquet").toString());
        table().drop("level").write().parquet(parts.resolve("b.parquet").toString());
        assertThatThrownBy(() -> load("parquet", parts.resolve("*.parquet"), "problem=question", "level=level"))
                .hasMessageContaining("b.parquet")
                .hasMessageContaining("the row has no field 'level'");
    }

    @Test
    void csvFilesMustBeWholeUtf8AndOfOneHeader() throws IOException {
        Path file = folder.resolve("a.csv");
        String text = "problem,answer\r\n1 + 1?,2\r\n\u00e9?,0.10\r\n";
        Files.writeString(file, "\uFEFF" + text);
        assertThat(load("csv", file)).extracting(Problem::answer).containsExactly("2", "0.10");
        Files.write(file, text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> load("csv", file)).hasMessageContaining("a.csv:3: not UTF-8 text");
        Files.write(file, ("\uFEFF" + text).getBytes(java.nio.charset.StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> load("csv", file)).hasMessageContaining("is in UTF-16");
        Files.writeString(file, "problem,answer\n1 + 1?,2,3\n");
        assertThatThrownBy(() -> load("csv", file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("Spark cannot read");
        Files.writeString(file, "problem,answer\n1 + 1?,2\n");
        Path other = folder.resolve("b.csv");
        Files.writeString(other, "answer,problem\n4,2 + 2?\n");
        assertThatThrownBy(() -> load("csv", folder.resolve("[ab].csv"))).isInstanceOf(UserException.class);
        assertThat(load("csv", Path.of(file + "," + other)))
                .extracting(Problem::answer)
                .containsExactly("2", "4");
    }

    @Test
    void aDamagedFileIsNamedWithoutATrace() throws IOException {
        Path damaged = folder.resolve("damaged.parquet");
        Files.writeString(damaged, "PAR1 and then nothing that Parquet knows PAR1");
        assertThatThrownBy(() -> load("parquet", damaged.toString()))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Spark cannot read " + damaged + " as PARQUET: ");
    }

    @Test
    void aSourceThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> load("table", "no_such_table"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(
                        "problems are to come from the table no_such_table, but Spark's catalog has none of");
        assertThatThrownBy(() -> load("csv", folder.resolve("none.csv").toString()))
                .isInstanceOf(UserException.class)
                .hasMessageEndingWith("give data.train.path and data.eval.path a file, folder or glob of CSV");
        assertThatThrownBy(() -> ProblemSet.load(source("csv", "x.csv"), new Configuration()))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("data.kind is csv, which is read with Spark");
    }

    /** Runs that were begun before problems named their verifier go on as they began. */
    @Test
    void aRunsOwnProblemsKeepTheirVerifier() throws IOException {
        Problem declared = Problem.of("a", "Make 7 of 3 and 4.", "3 + 4").judgedBy("countdown");
        org.apache.hadoop.fs.Path path =
                new org.apache.hadoop.fs.Path(folder.resolve("named.jsonl").toUri());
        ProblemFile.write(path, List.of(declared), new Configuration());
        assertThat(ProblemFile.read(path, new Configuration())).containsExactly(declared);

        Path old = folder.resolve("old.jsonl");
        Files.writeString(old, """
                {"id":"a","problem":"?","answer":"3 + 4","subject":"countdown","source":"generator"}
                {"id":"b","problem":"?","answer":"7","subject":"countdown","source":"a book"}
                """);
        assertThat(ProblemFile.read(new org.apache.hadoop.fs.Path(old.toUri()), new Configuration()))
                .extracting(Problem::verifier)
                .containsExactly("countdown", null);
    }
}

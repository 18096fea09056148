package org.acpo.driver.rollout;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.acpo.common.dataset.RolloutRecord;
import org.acpo.common.dataset.RolloutSchema;
import org.acpo.common.dataset.RolloutSchema.Column;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * One Parquet file of rollouts with the columns of {@link RolloutSchema}, laid out as Spark lays out a data frame of them: lists of
 * three levels, snappy, and Spark's own schema in the footer, which carries what each column means.
 */
final class RolloutParquet {
    private static final String SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

    private RolloutParquet() {}

    /** Writes a new file. */
    static void write(Path file, List<RolloutRecord> records, Configuration hadoop) throws IOException {
        Builder builder = new Builder(HadoopOutputFile.fromPath(file, hadoop));
        try (ParquetWriter<RolloutRecord> writer = builder.withConf(hadoop)
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .build()) {
            for (RolloutRecord rollout : records) {
                writer.write(rollout);
            }
        }
    }

    private static final class Builder extends ParquetWriter.Builder<RolloutRecord, Builder> {
        Builder(OutputFile file) {
            super(file);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<RolloutRecord> getWriteSupport(Configuration hadoop) {
            return new Support();
        }
    }

    private static final class Support extends WriteSupport<RolloutRecord> {
        private final List<Column> columns = RolloutWriter.columns();

        /** Given before the first row. */
        @SuppressWarnings("NullAway.Init")
        private RecordConsumer to;

        @Override
        public WriteContext init(Configuration hadoop) {
            Type[] fields = columns.stream().map(RolloutParquet::field).toArray(Type[]::new);
            return new WriteContext(
                    new MessageType("rollout", fields),
                    Map.of(SPARK_SCHEMA, RolloutWriter.schema().json()));
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            to = consumer;
        }

        @Override
        public void write(RolloutRecord rollout) {
            to.startMessage();
            for (int i = 0; i < columns.size(); i++) {
                Object value = columns.get(i).value().apply(rollout);
                if (value != null) {
                    to.startField(columns.get(i).name(), i);
                    add(value);
                    to.endField(columns.get(i).name(), i);
                }
            }
            to.endMessage();
        }

        private void add(Object value) {
            if (value instanceof int[] list) {
                list(list.length, i -> to.addInteger(list[i]));
            } else if (value instanceof float[] list) {
                list(list.length, i -> to.addFloat(list[i]));
            } else if (value instanceof double[] list) {
                list(list.length, i -> to.addDouble(list[i]));
            } else if (value instanceof List<?> list) {
                list(list.size(), i -> to.addBinary(Binary.fromString((String) list.get(i))));
            } else if (value instanceof Integer number) {
                to.addInteger(number);
            } else if (value instanceof Float number) {
                to.addFloat(number);
            } else if (value instanceof Double number) {
                to.addDouble(number);
            } else if (value instanceof Boolean flag) {
                to.addBoolean(flag);
            } else {
                to.addBinary(Binary.fromString((String) value));
            }
        }

        private void list(int length, IntConsumer element) {
            to.startGroup();
            if (length > 0) {
                to.startField("list", 0);
                for (int i = 0; i < length; i++) {
                    to.startGroup();
                    to.startField("element", 0);
                    element.accept(i);
                    to.endField("element", 0);
                    to.endGroup();
                }
                to.endField("list", 0);
            }
            to.endGroup();
        }
    }

    private static Type field(Column column) {
        return switch (column.type()) {
            case BOOLEAN -> value(PrimitiveTypeName.BOOLEAN, column);
            case INT -> value(PrimitiveTypeName.INT32, column);
            case FLOAT -> value(PrimitiveTypeName.FLOAT, column);
            case DOUBLE -> value(PrimitiveTypeName.DOUBLE, column);
            case STRING ->
                Types.primitive(PrimitiveTypeName.BINARY, repetition(column))
                        .as(LogicalTypeAnnotation.stringType())
                        .named(column.name());
            case INTS -> list(PrimitiveTypeName.INT32, column);
            case FLOATS -> list(PrimitiveTypeName.FLOAT, column);
            case DOUBLES -> list(PrimitiveTypeName.DOUBLE, column);
            case STRINGS ->
                Types.list(repetition(column))
                        .requiredElement(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(column.name());
        };
    }

    private static Type value(PrimitiveTypeName type, Column column) {
        return Types.primitive(type, repetition(column)).named(column.name());
    }

    private static Type list(PrimitiveTypeName element, Column column) {
        return Types.list(repetition(column)).requiredElement(element).named(column.name());
    }

    private static Type.Repetition repetition(Column column) {
        return column.nullable() ? Type.Repetition.OPTIONAL : Type.Repetition.REQUIRED;
    }
}

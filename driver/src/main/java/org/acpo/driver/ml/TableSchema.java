package org.acpo.driver.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.acpo.common.UserException;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What the schemas of tables must hold; every refusal names param, column and schema. */
final class TableSchema {
    private final StructType schema;

    TableSchema(StructType schema) {
        this.schema = schema;
    }

    boolean has(String column) {
        return Arrays.asList(schema.fieldNames()).contains(column);
    }

    int index(String column) {
        return schema.fieldIndex(column);
    }

    void requireText(String param, String column) {
        require(param, column, "a string", StringType.class::isInstance);
    }

    void requireBoolean(String param, String column) {
        require(param, column, "a boolean", BooleanType.class::isInstance);
    }

    /** A value that has one way to be written. */
    void requireScalar(String param, String column) {
        require(param, column, "a string, number or boolean", TableSchema::isScalar);
    }

    void requireTextOrTexts(String param, String column) {
        require(
                param,
                column,
                "a string or an array of strings",
                type -> type instanceof StringType
                        || (type instanceof ArrayType array && array.elementType() instanceof StringType));
    }

    private static boolean isScalar(DataType type) {
        return type instanceof StringType || type instanceof NumericType || type instanceof BooleanType;
    }

    private void require(String param, String column, String expected, Predicate<DataType> fits) {
        if (!has(column)) {
            throw new UserException(param + " is '" + column + "', but the table has the columns "
                    + String.join(", ", schema.fieldNames()) + "; set " + param + " to one of them");
        }
        DataType type = schema.apply(column).dataType();
        if (!fits.test(type)) {
            throw new UserException(param + " is '" + column + "', a column of type " + type.simpleString()
                    + ", but it must be " + expected);
        }
    }

    /** The schema with what a model of {@code params} adds. */
    StructType withCompletions(HasSampling<?> params) {
        List<StructField> fields = new ArrayList<>(Arrays.asList(schema.fields()));
        boolean several = params.getSamples() > 1;
        add(fields, "completionCol", params.getCompletionCol(), DataTypes.StringType, several);
        add(fields, "logProbCol", params.getLogProbCol(), DataTypes.DoubleType, several);
        add(fields, "entropyCol", params.getEntropyCol(), DataTypes.DoubleType, several);
        return DataTypes.createStructType(fields);
    }

    private static void add(List<StructField> fields, String param, String column, DataType type, boolean several) {
        if (fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(column))) {
            throw new UserException(param + " is '" + column
                    + "', but the table has that column already; drop it or set " + param + " to another name");
        }
        DataType added = several ? DataTypes.createArrayType(type, false) : type;
        fields.add(DataTypes.createStructField(column, added, true));
    }
}

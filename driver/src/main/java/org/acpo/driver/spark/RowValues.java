package org.acpo.driver.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/** A row of Spark's as maps, lists, texts and numbers, which {@link org.acpo.common.problem.source.FieldMapping} reads. */
public final class RowValues {
    private RowValues() {}

    /** Values by the columns' names, in their order; structs and maps as maps, arrays as lists. */
    public static Map<String, Object> of(Row row) {
        Map<String, Object> values = new LinkedHashMap<>();
        String[] names = row.schema().fieldNames();
        for (int i = 0; i < names.length; i++) {
            values.put(names[i], value(row.get(i)));
        }
        return values;
    }

    @SuppressWarnings("NullAway") // maps and lists hold null cells
    private static Object value(@Nullable Object cell) {
        if (cell instanceof Row row) {
            return of(row);
        }
        if (cell instanceof scala.collection.Map<?, ?> map) {
            Map<String, Object> values = new LinkedHashMap<>();
            JavaConverters.mapAsJavaMap(map).forEach((key, item) -> values.put(String.valueOf(key), value(item)));
            return values;
        }
        if (cell instanceof scala.collection.Seq<?> items) {
            List<Object> values = new ArrayList<>();
            JavaConverters.seqAsJavaList(items).forEach(item -> values.add(value(item)));
            return values;
        }
        return cell;
    }
}

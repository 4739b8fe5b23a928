package org.opsbro.model;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.model.Value.Fields;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Values as JSON text and back (RFC 8259). An infinite or undefined number is written as null; an integer beyond 64 bits is read as a Real. */
public final class Json {
    private static final int MAX_DEPTH = 200;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.USE_FAST_DOUBLE_PARSER) // its first number costs a command 10 ms
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private Json() {}

    /** Text that is not JSON: the reason with its line and column, both from 1. */
    public static final class NotJson extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int line;
        private final int column;

        NotJson(String message, int line, int column) {
            super("line " + line + ", column " + column + ": " + message);
            this.line = line;
            this.column = column;
        }

        public int line() {
            return line;
        }

        public int column() {
            return column;
        }
    }

    /** Reads exactly one JSON value. */
    public static Value read(String text) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            var value = value(parser);
            if (parser.nextToken() != null) throw notJson(parser, "more text after the end of the value");
            return value;
        } catch (JacksonException broken) {
            var location = broken.getLocation();
            var at = location == null ? 1 : Math.max(1, location.getLineNr());
            throw new NotJson(
                    broken.getOriginalMessage(), at, location == null ? 1 : Math.max(1, location.getColumnNr()));
        }
    }

    /** Reads an object; anything else is refused. */
    public static Fields readObject(String text) {
        if (read(text) instanceof Fields fields) return fields;
        throw new NotJson("want an object {...}", 1, 1);
    }

    public static String write(Value value) {
        return write(value, ObjectWriteContext.empty());
    }

    /** As {@link #write}, on several lines for people. */
    public static String pretty(Value value) {
        return write(value, new ObjectWriteContext.Base() {
            @Override
            public tools.jackson.core.PrettyPrinter getPrettyPrinter() {
                return new DefaultPrettyPrinter();
            }
        });
    }

    private static String write(Value value, ObjectWriteContext context) {
        var text = new StringWriter();
        try (var generator = FACTORY.createGenerator(context, text)) {
            write(value, generator);
        }
        return text.toString();
    }

    private static Value value(JsonParser parser) {
        var token = parser.currentToken();
        if (token == null) throw notJson(parser, "no value");
        return switch (token) {
            case VALUE_NULL -> Value.NONE;
            case VALUE_TRUE -> Value.TRUE;
            case VALUE_FALSE -> Value.FALSE;
            case VALUE_STRING -> Value.of(parser.getString());
            case VALUE_NUMBER_FLOAT -> Value.of(parser.getDoubleValue());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? Value.of(parser.getDoubleValue())
                        : Value.of(parser.getLongValue());
            case START_ARRAY -> {
                List<Value> all = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) all.add(value(parser));
                yield new Value.Items(all);
            }
            case START_OBJECT -> {
                Map<String, Value> all = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var key = parser.currentName();
                    parser.nextToken();
                    all.put(key, value(parser));
                }
                yield Value.fields(all);
            }
            default -> throw notJson(parser, "unexpected " + token);
        };
    }

    private static NotJson notJson(JsonParser parser, String message) {
        var at = parser.currentLocation();
        return new NotJson(message, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
    }

    @SuppressWarnings(
            "IfChainToSwitch") // the command line calls this, and the bootstrap of a switch over types is in no cache
    // of classes
    private static void write(Value value, JsonGenerator out) {
        if (value instanceof Value.Text text) out.writeString(text.text());
        else if (value instanceof Value.Int number) out.writeNumber(number.number());
        else if (value instanceof Value.Real number && Double.isFinite(number.number()))
            out.writeNumber(number.number());
        else if (value instanceof Value.Bool bool) out.writeBoolean(bool.isTrue());
        else if (value instanceof Value.Items items) writeAll(items.all(), out);
        else if (value instanceof Value.Tuple tuple) writeAll(tuple.all(), out);
        else if (value instanceof Value.Distinct distinct) writeAll(distinct.all(), out);
        else if (value instanceof Fields fields) writeFields(fields, out);
        else if (value instanceof Value.Dict dict) writeDict(dict, out);
        else out.writeNull(); // None, Undefined, and numbers that JSON does not have
    }

    private static void writeFields(Fields fields, JsonGenerator out) {
        out.writeStartObject();
        for (var key : fields.keys()) {
            out.writeName(key);
            write(fields.get(key), out);
        }
        out.writeEndObject();
    }

    private static void writeDict(Value.Dict dict, JsonGenerator out) {
        out.writeStartObject();
        for (var entry : dict.entries().entrySet()) {
            out.writeName(entry.getKey().display());
            write(entry.getValue(), out);
        }
        out.writeEndObject();
    }

    private static void writeAll(Iterable<Value> all, JsonGenerator out) {
        out.writeStartArray();
        for (var each : all) write(each, out);
        out.writeEndArray();
    }
}

package org.opsbro.metrology.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** What graphite-web 1.1.8 handed over as pickle, MessagePack and script, ours hands over, too, as Python's own readers tell. */
class PackedTest {
    private static final String READER = """
            import json, pickle, sys
            sys.path.append("/usr/lib/python3/dist-packages")
            import msgpack
            for line in sys.stdin:
                form, data = line.split()
                data = bytes.fromhex(data)
                if form == "pickle":
                    import pickletools
                    assert all(op.name not in ("GLOBAL", "REDUCE", "BUILD", "INST", "OBJ") for op, _, _ in pickletools.genops(data))
                    print(json.dumps(pickle.loads(data)))
                else:
                    print(json.dumps(msgpack.unpackb(data)))
            """;

    /** What Python reads of lines {@code FORM BYTES}. */
    private static List<Value> read(List<String> packed) throws Exception {
        var python = new ProcessBuilder("python3", "-c", READER)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var in = python.getOutputStream()) {
            in.write((String.join("\n", packed) + "\n").getBytes(UTF_8));
        }
        var lines = new String(python.getInputStream().readAllBytes(), UTF_8);
        assertThat(python.waitFor()).as(lines).isZero();
        return lines.lines().map(Json::read).toList();
    }

    private static byte[] packed(String ask) throws Exception {
        var said = GraphiteWebTest.said(ask);
        return ask.startsWith("/render")
                ? GraphiteWebTest.written(said)
                : Packed.msgpack(GraphiteWebTest.asked(ask.substring(0, ask.indexOf('?')), said));
    }

    private static Value sorted(Value items) {
        return new Value.Items(((Value.Items) items)
                .all().stream()
                        .sorted(Comparator.comparing(each -> ((Value.Fields) each).has("path")
                                ? ((Value.Fields) each).get("path").display()
                                : ""))
                        .toList());
    }

    @Test
    void what_is_packed_python_reads_as_that_of_graphite() throws Exception {
        var told = GraphiteWebTest.answers("packed")
                .filter(each -> each.has("packed"))
                .toList();
        List<String> ours = new ArrayList<>();
        for (var each : told) {
            var ask = GraphiteWebTest.text(each, "ask");
            ours.add((ask.contains("format=pickle") ? "pickle " : "msgpack ")
                    + HexFormat.of().formatHex(packed(ask)));
        }

        var read = read(ours);

        assertThat(read).hasSameSizeAs(told).hasSizeGreaterThan(15);
        for (var i = 0; i < told.size(); i++) {
            var ask = GraphiteWebTest.text(told.get(i), "ask");
            GraphiteWebTest.assertSame(sorted(read.get(i)), sorted(told.get(i).get("packed")), ask);
        }
    }

    @Test
    void a_script_calls_the_function_that_was_asked_for() throws Exception {
        var told = GraphiteWebTest.answers("packed")
                .filter(each -> each.has("text"))
                .toList();
        for (var each : told) {
            var ask = GraphiteWebTest.text(each, "ask");
            if (!ask.startsWith("/render")) continue;
            var ours = GraphiteWebTest.rendered(GraphiteWebTest.said(ask));
            var theirs = GraphiteWebTest.text(each, "text");
            if (ask.contains("format=csv")) assertThat(ours).isEqualTo(theirs);
            else {
                var function = theirs.substring(0, theirs.indexOf('(') + 1);
                assertThat(ours).startsWith(function).endsWith(")");
                GraphiteWebTest.assertSame(inside(ours, function), inside(theirs, function), ask);
            }
        }
        assertThat(told).hasSizeGreaterThan(6);
    }

    private static Value inside(String script, String function) {
        return Json.read(script.substring(function.length(), script.length() - 1));
    }

    @Test
    void names_come_with_the_time_they_have_samples() {
        for (var each :
                GraphiteWebTest.answers("packed").filter(one -> one.has("json")).toList()) {
            var ask = GraphiteWebTest.text(each, "ask");
            var ours = GraphiteWebTest.asked(ask.substring(0, ask.indexOf('?')), GraphiteWebTest.said(ask));
            GraphiteWebTest.assertSame(ours, each.get("json"), ask);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alert(1);x", "a b", "a..b", ".a", "a.", "<script>", "1a", "a[0]", "a\n"})
    void what_is_no_name_of_a_function_is_refused(String name) {
        assertThatThrownBy(() -> Jsonp.callback(Map.of("jsonp", name))).isInstanceOf(BadTarget.class);
    }

    @Test
    void numbers_and_texts_of_all_sizes_are_read_back() throws Exception {
        var numbers = new ArrayList<Value>();
        for (var shift = 0; shift < 63; shift++) {
            numbers.add(Value.of(1L << shift));
            numbers.add(Value.of(-(1L << shift)));
        }
        var long16 = new ArrayList<Value>();
        for (var i = 0; i < 70_000; i++) long16.add(Value.of(i % 2 == 0));
        var value = Value.object()
                .with("numbers", new Value.Items(numbers))
                .with("flags", new Value.Items(long16))
                .with("text", "ä".repeat(40_000))
                .with("real", 0.1)
                .with("nothing", Value.NONE)
                .end();

        var read = read(List.of("msgpack " + HexFormat.of().formatHex(Packed.msgpack(value))));

        assertThat(read).containsExactly(value);
    }
}

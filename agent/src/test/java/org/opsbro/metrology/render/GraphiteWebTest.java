package org.opsbro.metrology.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** What graphite-web 1.1.8 answered, ours answers, too: names, tags, times and steps exactly, values to a billionth. */
class GraphiteWebTest {
    private static final double NEAR = 1e-9;
    private static final Kept KEPT = new Kept();

    static Stream<Value.Fields> answers(String file) {
        return Kept.read(file + ".jsonl").lines().map(Json::readObject);
    }

    static Stream<String> renders() {
        return Stream.of("combine", "transform", "calculate", "name")
                .flatMap(file -> answers(file).map(Json::write));
    }

    static Stream<String> finds() {
        return answers("find").map(Json::write);
    }

    @ParameterizedTest
    @MethodSource("renders")
    void a_target_is_drawn_as_graphite_draws_it(String golden) throws IOException {
        var told = Json.readObject(golden);
        var said = said(text(told, "ask"));

        if (Kept.value(told.get("status")) >= 400) {
            assertThatThrownBy(() -> rendered(said)).isInstanceOf(BadTarget.class);
            return;
        }
        var ours = rendered(said);

        if (told.has("text")) assertThat(ours).isEqualTo(text(told, "text"));
        else assertSame(Json.read(ours), told.get("json"), "");
    }

    @ParameterizedTest
    @MethodSource("finds")
    void names_tags_and_functions_are_told_as_graphite_tells_them(String golden) {
        var told = Json.readObject(golden);
        var path = text(told, "ask").substring(0, text(told, "ask").indexOf('?'));
        var said = said(text(told, "ask"));

        if (Kept.value(told.get("status")) >= 400) {
            assertThatThrownBy(() -> asked(path, said)).isInstanceOf(BadTarget.class);
            return;
        }

        assertSame(asked(path, said), told.get("json"), "");
    }

    @Test
    void every_function_of_graphite_is_there_and_asked() throws IOException {
        var asked = new StringBuilder();
        for (var file : List.of("combine.txt", "transform.txt", "calculate.txt", "name.txt"))
            asked.append(Kept.read(file));

        assertThat(Functions.all()).hasSize(151);
        assertThat(Functions.all().keySet())
                .filteredOn(name -> asked.indexOf(name + "(") < 0)
                .isEmpty();
    }

    static Value asked(String path, Map<String, List<String>> said) {
        return Questions.answer(path, said, KEPT.names(), name -> new Span(0, 0, 1));
    }

    static String rendered(Map<String, List<String>> said) throws IOException {
        return new String(written(said), StandardCharsets.UTF_8);
    }

    static byte[] written(Map<String, List<String>> said) throws IOException {
        var request = RenderRequest.of(said, ZoneId.of("UTC"), KEPT.now());
        var out = new ByteArrayOutputStream();
        Answers.of(request).format().write(request.curves(KEPT), request, out);
        return out.toByteArray();
    }

    static Map<String, List<String>> said(String ask) {
        Map<String, List<String>> said = new LinkedHashMap<>();
        var query = ask.substring(ask.indexOf('?') + 1);
        for (var pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            var equals = pair.indexOf('=');
            said.computeIfAbsent(pair.substring(0, equals), absent -> new ArrayList<>())
                    .add(pair.substring(equals + 1));
        }
        return said;
    }

    static String text(Value.Fields fields, String key) {
        return fields.get(key).display();
    }

    static void assertSame(Value ours, Value theirs, String where) {
        switch (theirs) {
            case Value.Items(var all) -> {
                assertThat(ours).as(where).isInstanceOf(Value.Items.class);
                var mine = ((Value.Items) ours).all();
                assertThat(mine).as(where).hasSameSizeAs(all);
                for (var i = 0; i < all.size(); i++) assertSame(mine.get(i), all.get(i), where + "[" + i + "]");
            }
            case Value.Fields fields -> {
                assertThat(ours).as(where).isInstanceOf(Value.Fields.class);
                var mine = (Value.Fields) ours;
                for (var key : fields.keys())
                    if (!key.equals("id") || !(fields.get(key) instanceof Value.Int))
                        assertSame(mine.get(key), fields.get(key), where + "." + key);
                if (where.endsWith(".tags")) assertThat(mine.keys()).as(where).hasSameSizeAs(fields.keys());
            }
            case Value.Int number -> assertNear(ours, (double) number.number(), where);
            case Value.Real number -> assertNear(ours, number.number(), where);
            default -> assertThat(ours).as(where).isEqualTo(theirs);
        }
    }

    private static void assertNear(Value ours, double theirs, String where) {
        var mine = Kept.value(ours);
        assertThat(Math.abs(mine - theirs) <= NEAR * Math.max(1e-3, Math.abs(theirs)))
                .as(where + ": " + ours.display() + " for " + theirs)
                .isTrue();
    }
}

package org.opsbro.template;

import static org.opsbro.template.Filter.TEXT;
import static org.opsbro.template.Filter.VALUE;
import static org.opsbro.template.Filter.optional;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.Operators;
import org.opsbro.evaluator.Patterns;
import org.opsbro.model.Value;

/** Filters of texts. */
final class TextFilters {
    private static final String GROUP = "text";

    private TextFilters() {}

    static List<Function> all() {
        List<Function> all = new ArrayList<>(shapes());
        all.addAll(parts());
        all.addAll(codes());
        return all;
    }

    private static List<Function> shapes() {
        return List.of(
                method("upper", "The text in capital letters.", "{{ 'ab'|upper }} → AB"),
                method("lower", "The text in small letters.", "{{ 'AB'|lower }} → ab"),
                method(
                        "capitalize",
                        "The text with its first letter a capital, the others small.",
                        "{{ 'aB'|capitalize }} → Ab"),
                Filter.of(
                        GROUP,
                        "title",
                        "The text with each word's first letter a capital, the others small.",
                        "{{ 'load balancer'|title }} → Load Balancer",
                        VALUE,
                        a -> Value.of(Texts.title(Display.str(a.getFirst())))),
                Filter.of(
                        GROUP,
                        "trim",
                        "The text without spaces, or these characters, at both ends.",
                        "{{ ' a '|trim }} → a",
                        VALUE,
                        a -> Operators.method(
                                Display.str(a.getFirst()),
                                "strip",
                                a.get(1) instanceof Value.None ? List.of() : List.of(a.get(1))),
                        optional("chars", Function.Type.ANY, Value.NONE)),
                Filter.of(
                        GROUP,
                        "center",
                        "The text in the middle of so many characters.",
                        "{{ 'a'|center(3) }}",
                        VALUE,
                        a -> Operators.method(Display.str(a.getFirst()), "center", List.of(a.get(1))),
                        optional("width", Function.Type.INT, Value.of(80))),
                Filter.of(
                        GROUP,
                        "indent",
                        "The lines of the text moved to the right, with true also the first, with another true also empty ones.",
                        "{{ 'a\\nb'|indent(2) }}",
                        TEXT,
                        a -> Texts.indented(
                                Arguments.text(a, 0),
                                a.get(1),
                                Containers.isTrue(a.get(2)),
                                Containers.isTrue(a.get(3))),
                        optional("width", Function.Type.ANY, Value.of(4)),
                        optional("first", Function.Type.ANY, Value.FALSE),
                        optional("blank", Function.Type.ANY, Value.FALSE)),
                Filter.of(
                        GROUP,
                        "truncate",
                        "The first words of the text, or with true its first characters, so that all have at most this length.",
                        "{{ 'one two three'|truncate(9, leeway=0) }} → one...",
                        TEXT,
                        a -> Texts.truncated(
                                Arguments.text(a, 0),
                                Arguments.whole(a, 1),
                                Containers.isTrue(a.get(2)),
                                Arguments.text(a, 3),
                                a.get(4)),
                        optional("length", Function.Type.INT, Value.of(255)),
                        optional("killwords", Function.Type.ANY, Value.FALSE),
                        optional("end", Function.Type.TEXT, Value.of("...")),
                        optional("leeway", Function.Type.ANY, Value.NONE)),
                Filter.of(
                        GROUP,
                        "wordwrap",
                        "The text in lines of at most this width.",
                        "{{ 'one two'|wordwrap(3) }}",
                        TEXT,
                        a -> Wrap.of(
                                Arguments.text(a, 0),
                                Arguments.whole(a, 1),
                                Containers.isTrue(a.get(2)),
                                a.get(3) instanceof Value.None ? "\n" : Display.str(a.get(3)),
                                Containers.isTrue(a.get(4))),
                        optional("width", Function.Type.INT, Value.of(79)),
                        optional("break_long_words", Function.Type.ANY, Value.TRUE),
                        optional("wrapstring", Function.Type.ANY, Value.NONE),
                        optional("break_on_hyphens", Function.Type.ANY, Value.TRUE)),
                Filter.of(
                        GROUP,
                        "format",
                        "The text with the values in the places of its % conversions.",
                        "{{ '%s:%d'|format('a', 80) }} → a:80",
                        VALUE,
                        a -> Operators.formatted(
                                Display.str(a.getFirst()), new Value.Tuple(((Value.Items) a.get(1)).all())),
                        Argument.many("values", Function.Type.ANY)));
    }

    private static List<Function> parts() {
        return List.of(
                Filter.of(
                        GROUP,
                        "replace",
                        "The text with one part replaced by another, everywhere or so many times.",
                        "{{ 'a-b'|replace('-', '_') }} → a_b",
                        VALUE,
                        a -> Operators.method(
                                Display.str(a.get(0)),
                                "replace",
                                a.get(3) instanceof Value.None
                                        ? List.of(text(a.get(1)), text(a.get(2)))
                                        : List.of(text(a.get(1)), text(a.get(2)), a.get(3))),
                        Argument.of("old", Function.Type.ANY),
                        Argument.of("new", Function.Type.ANY),
                        optional("count", Function.Type.ANY, Value.NONE)),
                Filter.of(
                        GROUP,
                        "split",
                        "The parts of the text between the separators; between spaces without one.",
                        "{{ 'a,b'|split(',') }} → ['a', 'b']",
                        TEXT,
                        a -> Operators.method(
                                Arguments.text(a, 0),
                                "split",
                                a.get(1) instanceof Value.None ? List.of() : List.of(a.get(1))),
                        optional("separator", Function.Type.ANY, Value.NONE)),
                Filter.of(
                        GROUP,
                        "wordcount",
                        "How many words there are.",
                        "{{ 'one two'|wordcount }} → 2",
                        VALUE,
                        a -> Value.of(Texts.words(Display.str(a.getFirst())))),
                Filter.of(
                        GROUP,
                        "regex_replace",
                        "The text with each match of the pattern replaced; \\1 is the first group. Patterns are linear: no look-around, no back references.",
                        "{{ 'web-1'|regex_replace('-([0-9]+)', '.\\\\1') }} → web.1",
                        VALUE,
                        a -> Value.of(Patterns.replaced(
                                Arguments.text(a, 1),
                                Containers.isTrue(a.get(3)),
                                Display.str(a.get(0)),
                                Arguments.text(a, 2))),
                        Argument.of("pattern", Function.Type.TEXT),
                        optional("replacement", Function.Type.TEXT, Value.of("")),
                        optional("ignorecase", Function.Type.ANY, Value.FALSE)),
                Filter.of(
                        GROUP,
                        "regex_search",
                        "The first part of the text that the pattern matches; none where there is none.",
                        "{{ 'web-12'|regex_search('[0-9]+') }} → 12",
                        VALUE,
                        a ->
                                Patterns.found(Arguments.text(a, 1), Containers.isTrue(a.get(2)), Display.str(a.get(0)))
                                        .stream()
                                        .findFirst()
                                        .map(match -> Value.of(match.getFirst()))
                                        .orElse(Value.NONE),
                        Argument.of("pattern", Function.Type.TEXT),
                        optional("ignorecase", Function.Type.ANY, Value.FALSE)),
                Filter.of(
                        GROUP,
                        "regex_findall",
                        "Every part that the pattern matches: its group where it has one, a list of them where it has several.",
                        "{{ 'a1 b2'|regex_findall('[0-9]') }} → ['1', '2']",
                        VALUE,
                        a -> Texts.matches(Patterns.found(
                                Arguments.text(a, 1), Containers.isTrue(a.get(2)), Display.str(a.get(0)))),
                        Argument.of("pattern", Function.Type.TEXT),
                        optional("ignorecase", Function.Type.ANY, Value.FALSE)),
                Filter.of(
                        GROUP,
                        "basename",
                        "What stands behind the last / of a path.",
                        "{{ '/etc/hosts'|basename }} → hosts",
                        TEXT,
                        a -> Value.of(Texts.afterSlash(Arguments.text(a, 0)))),
                Filter.of(
                        GROUP,
                        "dirname",
                        "What stands before the last / of a path.",
                        "{{ '/etc/hosts'|dirname }} → /etc",
                        TEXT,
                        a -> Value.of(Texts.beforeSlash(Arguments.text(a, 0)))));
    }

    private static List<Function> codes() {
        var escape = Filter.of(
                GROUP,
                "escape",
                "The text with & < > ' \" as HTML and XML write them.",
                "{{ 'a & b'|e }} → a &amp; b",
                VALUE,
                a -> Value.of(Codes.html(Display.str(a.getFirst()))));
        return List.of(
                escape,
                Filter.alias("e", escape),
                Filter.alias("forceescape", escape),
                Filter.of(
                        GROUP,
                        "safe",
                        "The text as it is: nothing is escaped here.",
                        "{{ '<a>'|safe }} → <a>",
                        VALUE,
                        a -> text(a.getFirst())),
                Filter.of(
                        GROUP,
                        "xmlattr",
                        "The pairs of a dictionary as attributes of an XML element, without those that are none.",
                        "{{ {'id': 'a'}|xmlattr }}",
                        VALUE,
                        a -> Value.of(Codes.attributes(a.get(0), Containers.isTrue(a.get(1)))),
                        optional("autospace", Function.Type.ANY, Value.TRUE)),
                Filter.of(
                        GROUP,
                        "urlencode",
                        "The text as a part of a URL; a dictionary as its query.",
                        "{{ 'a b'|urlencode }} → a%20b",
                        VALUE,
                        a -> Value.of(Codes.url(a.getFirst()))),
                Filter.of(
                        GROUP,
                        "quote",
                        "The text as one word of a shell.",
                        "{{ 'a b'|quote }} → 'a b'",
                        VALUE,
                        a -> Value.of(Codes.shell(Display.str(a.getFirst())))),
                Filter.of(
                        GROUP,
                        "b64encode",
                        "The text in Base64.",
                        "{{ 'abc'|b64encode }} → YWJj",
                        VALUE,
                        a -> Value.of(Codes.base64(Display.str(a.getFirst())))),
                Filter.of(
                        GROUP,
                        "b64decode",
                        "The text that was written in Base64.",
                        "{{ 'YWJj'|b64decode }} → abc",
                        TEXT,
                        a -> Value.of(Codes.fromBase64(Arguments.text(a, 0)))),
                Filter.of(
                        GROUP,
                        "ipaddr",
                        "An IP address or network if it is one, else false; a part of it (address prefix network netmask broadcast size version); or whether it is in a network.",
                        "{{ '10.1.2.3/24'|ipaddr('network') }} → 10.1.2.0",
                        VALUE,
                        a -> Address.asked(Display.str(a.get(0)), Arguments.text(a, 1)),
                        optional("query", Function.Type.TEXT, Value.of(""))));
    }

    private static Function method(String name, String doc, String example) {
        return Filter.of(
                GROUP, name, doc, example, VALUE, a -> Operators.method(Display.str(a.getFirst()), name, List.of()));
    }

    private static Value text(Value value) {
        return value instanceof Value.Undefined undefined
                ? refused(undefined)
                : value instanceof Value.Text ? value : Value.of(Display.str(value));
    }

    private static Value refused(Value.Undefined undefined) {
        throw new EvaluationException(undefined.display());
    }
}

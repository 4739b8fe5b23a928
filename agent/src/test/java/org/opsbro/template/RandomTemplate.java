package org.opsbro.template;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Templates that grow at random, on the inputs of {@code golden/inputs.json}: blocks in each other, variables that hide each other, macros, white space
 * with and without its signs. Types mostly fit, so that most can be rendered and some must be refused.
 */
final class RandomTemplate {
    private static final String[] NUMBERS = {
        "0", "1", "2", "3", "7", "10", "-1", "-4", "2.5", "0.1", "1e3", "100", "1_000"
    };
    private static final String[] TEXTS = {
        "''",
        "'a'",
        "\"b\"",
        "'Aa b'",
        "'10'",
        "' x '",
        "'a,b,,c'",
        "\"it's\"",
        "'héé ✓'",
        "'/var/log'",
        "'l1\\nl2'",
        "'<a&b>'",
        "'%s-%s'",
        "'x' 'y'"
    };
    private static final String[] NAMES = {"a", "b", "c", "item", "key", "n", "loop_"};
    private static final String[] DATA = {
        "x",
        " ",
        "\n",
        "\n",
        "  ",
        "\n\n",
        "\t",
        "line\n",
        "  indented\n",
        "a b",
        "{",
        "}",
        "{ {",
        "% }",
        "#",
        "é✓",
        "-",
        "\n    ",
        "$",
        "} }",
        "\"'",
        "|"
    };
    private static final Set<Kind> NO_VALUES = EnumSet.of(Kind.NAMESPACE, Kind.MACRO, Kind.CALLED);

    private final Random random;
    private final List<Scope> scopes = new ArrayList<>(List.of(new Scope()));
    private int blocks;
    private int loops;
    private boolean certain = true;

    /** What kind of value something has. */
    private enum Kind {
        NUMBER,
        TEXT,
        TRUTH,
        NUMBERS,
        TEXTS,
        FIELDS,
        USERS,
        NAMESPACE,
        MACRO,
        /** A macro for call blocks, too. */
        CALLED,
        /** Nobody knows: it was set on one way here, as something else. */
        UNSURE
    }

    private record Name(String name, Kind kind, int arguments, boolean sure) {
        /** As it may stand in an expression: one that may be undefined asks first. */
        String read() {
            return sure ? name : "(" + name + "|default(" + (kind == Kind.NUMBER ? "5" : "'none'") + "))";
        }
    }

    private static final class Scope {
        private final List<Name> names = new ArrayList<>();
    }

    RandomTemplate(Random random) {
        this.random = random;
    }

    String next() {
        return body(3 + random.nextInt(4));
    }

    private String pick(String... words) {
        return words[random.nextInt(words.length)];
    }

    @SafeVarargs
    private String one(Supplier<String>... ways) {
        return ways[random.nextInt(ways.length)].get();
    }

    private boolean rarely(int of) {
        return random.nextInt(of) == 0;
    }

    // text around and in tags

    private String data() {
        var text = new StringBuilder();
        for (var i = random.nextInt(4); i > 0; i--) text.append(pick(DATA));
        // two of them would begin a tag, also with the brace of what comes next
        return text.toString()
                .replace("{{", "{ {")
                .replace("{%", "{ %")
                .replace("{#", "{ #")
                .replaceFirst("\\{$", "{ ");
    }

    private String space() {
        return pick(" ", " ", " ", "", "\n ", "  ");
    }

    private String tag(String inside) {
        return "{%" + pick("", "", "", "", "-", "-", "+") + " " + inside + pick(" ", " ", "\n")
                + pick("", "", "", "", "-", "-", "+") + "%}";
    }

    private String print(String inside) {
        // a brace at an edge would be taken for one of the tag
        return "{{" + pick("", "", "", "-") + " " + space() + inside + space() + " " + pick("", "", "", "-") + "}}";
    }

    // statements

    private String body(int statements) {
        var text = new StringBuilder(data());
        for (var i = 0; i < statements; i++) text.append(statement()).append(data());
        return text.toString();
    }

    private String inner() {
        return body(random.nextInt(3) + (blocks < 2 ? 1 : 0));
    }

    /** A block whose names are forgotten at its end. */
    private String within(Supplier<String> work) {
        scopes.add(new Scope());
        blocks++;
        var text = work.get();
        blocks--;
        scopes.removeLast();
        return text;
    }

    private String statement() {
        if (blocks > 3 || rarely(3)) return print(anything(2));
        return switch (random.nextInt(19)) {
            case 0, 1, 2 -> loop();
            case 3, 4, 5 -> condition();
            case 6, 7, 8 -> set();
            case 9 -> setBlock();
            case 10 -> filterBlock();
            case 11, 12 -> macro();
            case 13 -> call();
            case 14 -> with();
            case 15 -> pick("{#", "{#-") + pick(" a comment ", "{{ x }}", "\n%}\n", "") + pick("#}", "-#}", "+#}");
            case 16 ->
                "{%" + pick("", "-") + " raw " + pick("", "-") + "%}"
                        + pick(" {{ x }} ", "{% if %}\n", "\n  {# #}\n ", "") + "{%" + pick("", "-") + " endraw "
                        + pick("", "-", "+") + "%}";
            case 17 -> part();
            default -> namespace();
        };
    }

    private String loop() {
        if (rarely(12)) return walk();
        return within(this::loopWithBody) + (rarely(3) ? within(() -> tag("else") + inner()) : "") + tag("endfor");
    }

    private String loopWithBody() {
        var name = pick(NAMES);
        var target = name;
        String over;
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                over = list(Kind.NUMBERS, 2);
                declare(name, Kind.NUMBER);
            }
            case 2 -> {
                over = list(Kind.TEXTS, 2);
                declare(name, Kind.TEXT);
            }
            case 3 -> {
                over = "range(" + pick("3", "1, 4", "4, 0, -2", "0") + ")";
                declare(name, Kind.NUMBER);
            }
            case 4 -> {
                over = list(Kind.USERS, 1);
                user(name);
            }
            default -> {
                over = fields(1) + pick("|dictsort", ".items()", "|items");
                var value = name.equals("a") ? "b" : "a";
                target = pick(name + ", " + value, "(" + name + ", " + value + ")", name + "," + value);
                declare(name, Kind.TEXT);
                declare(value, Kind.NUMBER);
            }
        }
        var head = "for " + target + " in " + over + (rarely(3) ? " if " + truth(1) : "");
        loops++;
        var text = new StringBuilder(tag(head)).append(inner());
        if (rarely(3)) text.append(print(loopValue()));
        text.append(inner());
        loops--;
        return text.toString();
    }

    /** The name of one user: a mapping, whose fields are known. */
    private void user(String name) {
        scopes.getLast().names.add(new Name(name, Kind.UNSURE, 0, true));
        scopes.getLast().names.add(new Name(name + ".name", Kind.TEXT, 0, true));
        scopes.getLast().names.add(new Name(name + ".uid", Kind.NUMBER, 0, true));
        scopes.getLast().names.add(new Name(name + ".active", Kind.TRUTH, 0, true));
        scopes.getLast().names.add(new Name(name + "['groups']", Kind.TEXTS, 0, true));
    }

    private String walk() {
        return within(() -> tag("for node_ in tree recursive") + "<{{ node_.name }}"
                + pick("", "{{ loop.depth }}", "{{ loop.index0 }}") + data() + tag("if node_.children")
                + print("loop(node_.children)" + pick("", "|upper", "|trim", "|length")) + tag("endif") + ">"
                + tag("endfor"));
    }

    private String loopValue() {
        return one(
                () -> "loop."
                        + pick(
                                "index",
                                "index0",
                                "revindex",
                                "revindex0",
                                "first",
                                "last",
                                "length",
                                "depth",
                                "depth0"),
                () -> "loop.cycle(" + pick("'odd', 'even'", "1, 2, 3", text(1)) + ")",
                () -> "loop.changed(" + text(1) + ")",
                () -> "loop.previtem|default('-')",
                () -> "loop.nextitem is defined",
                () -> "',' if not loop.last" + pick("", " else ''"));
    }

    /** What a branch sets may be there or not behind the block. */
    private String condition() {
        var before = certain;
        certain = false;
        var text = new StringBuilder(tag("if " + truth(2)) + inner());
        while (rarely(3)) text.append(tag("elif " + truth(2))).append(inner());
        if (rarely(2)) text.append(tag("else")).append(inner());
        certain = before;
        return text.append(tag("endif")).toString();
    }

    private String set() {
        var name = pick(NAMES);
        var kind = Kind.values()[random.nextInt(6)];
        if (rarely(10)) {
            var other = name.equals("a") ? "b" : "a";
            var value = pick(NUMBERS) + ", " + pick(TEXTS);
            declare(name, Kind.NUMBER);
            declare(other, Kind.TEXT);
            return tag("set " + name + ", " + other + " = " + value);
        }
        var value = of(kind, 2);
        declare(name, kind);
        return tag("set " + name + " = " + value);
    }

    private String setBlock() {
        var name = pick(NAMES);
        var filters = pick("", "", " | upper", "|trim|title", "|replace('a', 'b')");
        var text = tag("set " + name + filters) + within(this::inner) + tag("endset");
        declare(name, Kind.TEXT);
        return text;
    }

    private String filterBlock() {
        return tag("filter "
                        + pick(
                                "upper",
                                "trim",
                                "indent(2)",
                                "replace('a', 'bb')|title",
                                "indent(width=3, first=true)",
                                "e"))
                + within(this::inner)
                + tag("endfilter");
    }

    /** A body of its own, which sees no loop around it. */
    private String apart(Supplier<String> work) {
        var around = loops;
        loops = 0;
        var text = within(work);
        loops = around;
        return text;
    }

    private String macro() {
        var name = pick("m", "part", "max", "len", "show");
        var arguments = random.nextInt(3);
        var text = apart(() -> {
            var head = new StringBuilder();
            for (var i = 0; i < arguments; i++) {
                var argument = NAMES[i];
                head.append(i == 0 ? "" : ", ").append(argument);
                certain = i == arguments - 1 && rarely(2);
                if (certain) head.append(pick("=", " = ")).append(of(Kind.TEXT, 1));
                declare(argument, Kind.TEXT);
                certain = true;
            }
            return tag("macro " + name + "(" + head + ")")
                    + inner()
                    + pick(
                            "",
                            "",
                            print("varargs|length"),
                            print("kwargs|list|sort|join"),
                            "{% if caller is defined %}{{ caller() }}{% endif %}")
                    + tag("endmacro");
        });
        declare(new Name(name, text.contains("caller()") ? Kind.CALLED : Kind.MACRO, arguments, certain));
        return text;
    }

    private String call() {
        var macro = named(Kind.CALLED);
        if (macro == null) return macro();
        return tag("call" + pick("", "", "(x='c')", "(x='c', y='d')") + " " + invoked(macro))
                + apart(this::inner)
                + tag("endcall");
    }

    private String invoked(Name macro) {
        var arguments = new ArrayList<String>();
        // behind one that is named, all must be
        var named = false;
        for (var i = 0; i < macro.arguments(); i++) {
            named |= rarely(5);
            arguments.add((named ? NAMES[i] + "=" : "") + text(1));
        }
        if (!named && rarely(60)) arguments.add(text(0));
        if (rarely(60)) arguments.add("other=" + number(0));
        return macro.name() + "(" + String.join(", ", arguments) + ")";
    }

    private String with() {
        return within(() -> {
            var name = pick(NAMES);
            var other = pick(NAMES);
            var head = "with " + name + " = " + text(1) + pick("", ", " + other + "=" + number(1));
            declare(name, Kind.TEXT);
            return tag(head) + inner() + tag("endwith");
        });
    }

    private String namespace() {
        var space = named(Kind.NAMESPACE);
        if (space == null || rarely(4)) {
            var name = pick("ns", "space");
            declare(new Name(name, Kind.NAMESPACE, 0, certain));
            return tag("set " + name + " = namespace(count=0" + pick("", ", found=false", ", text=''") + ")");
        }
        return tag("set " + space.name() + ".count = " + space.name() + ".count + " + number(0))
                + print(space.name() + ".count");
    }

    private String part() {
        return one(
                () -> tag("include 'parts/hello.j2'"),
                () -> tag("include 'parts/loop.j2'" + pick("", " with context")),
                () -> tag("include " + pick("'parts/none.j2' ignore missing", "['parts/none.j2', 'parts/hello.j2']")),
                () -> tag("import 'parts/macros.j2' as lib")
                        + print("lib." + pick("shout(" + text(1) + ")", "constant", "tag('b', " + text(1) + ")")),
                () -> {
                    var text =
                            tag("from 'parts/macros.j2' import shout" + pick("", " as m") + pick("", " with context"));
                    declare(new Name(text.contains(" as m") ? "m" : "shout", Kind.MACRO, 1, certain));
                    return text;
                });
    }

    // names

    private void declare(String name, Kind kind) {
        declare(new Name(name, kind, 0, certain));
    }

    private void declare(Name name) {
        var before = visible().stream()
                .filter(each -> each.name().equals(name.name()))
                .findFirst();
        var kind = name.sure() || before.isEmpty() || before.get().kind() == name.kind() ? name.kind() : Kind.UNSURE;
        var sure = name.sure() || before.map(Name::sure).orElse(false);
        scopes.getLast().names.add(new Name(name.name(), kind, name.arguments(), sure));
    }

    /** The last of each name, innermost first. */
    private List<Name> visible() {
        var all = new LinkedHashMap<String, Name>();
        for (var scope : scopes.reversed()) for (var each : scope.names.reversed()) all.putIfAbsent(each.name(), each);
        return List.copyOf(all.values());
    }

    /** One of this kind that is known here; null if there is none. */
    private @org.jspecify.annotations.Nullable Name named(Kind kind) {
        // a macro or a namespace cannot be asked for a default
        var all = visible().stream()
                .filter(each -> each.kind() == kind)
                .filter(each -> each.sure() || !NO_VALUES.contains(kind))
                .toList();
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    private String variable(Kind kind, String... inputs) {
        var found = rarely(3) ? null : named(kind);
        return found == null ? pick(inputs) : found.read();
    }

    // expressions

    private String of(Kind kind, int depth) {
        return switch (kind) {
            case NUMBER -> number(depth);
            case TEXT -> text(depth);
            case TRUTH -> truth(depth);
            case NUMBERS, TEXTS -> list(kind, depth);
            case FIELDS -> fields(depth);
            case USERS, NAMESPACE, MACRO, CALLED, UNSURE -> text(depth);
        };
    }

    private String anything(int depth) {
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> text(depth);
            case 4, 5, 6 -> number(depth);
            case 7, 8 -> truth(depth);
            case 9 -> list(Kind.NUMBERS, depth);
            case 10 -> list(Kind.TEXTS, depth);
            case 11 -> fields(depth) + pick("", "|tojson", "|length");
            case 12 -> {
                var macro = named(Kind.MACRO);
                yield macro == null ? text(depth) : invoked(macro) + pick("", "", "|upper", "|trim", " ~ 1");
            }
            default ->
                loops > 0
                        ? loopValue()
                        : "users"
                                + pick(
                                        "|map(attribute='name')|join(', ')",
                                        "[0].address.city",
                                        "|length",
                                        "|map(attribute='address.zip')|list");
        };
    }

    private String odd(String wanted, int depth) {
        return rarely(60) && depth > 0 ? anything(depth - 1) : wanted;
    }

    private String number(int depth) {
        if (depth <= 0) return pick(variable(Kind.NUMBER, "one", "zero", "pi", "parameters.port"), pick(NUMBERS));
        var next = depth - 1;
        return odd(
                one(
                        () -> number(next) + pick(" + ", " - ", " * ", "+", "-", "*") + number(next),
                        () -> "(" + number(next) + pick(" / ", " // ", " % ") + pick("2", "3", number(next)) + ")",
                        () -> pick("-", "+", "- ") + number(next),
                        () -> number(next) + " ** " + pick("0", "1", "2", "3"),
                        () -> "(" + number(next) + ")|"
                                + pick(
                                        "abs",
                                        "int",
                                        "float",
                                        "round",
                                        "round(1)",
                                        "round(0, 'ceil')",
                                        "round(1, 'floor')",
                                        "default(1)"),
                        () -> pick(text(next), list(Kind.NUMBERS, next), list(Kind.TEXTS, next)) + "|"
                                + pick("length", "count"),
                        () -> list(Kind.NUMBERS, next) + "|"
                                + pick(
                                        "sum",
                                        "max|default(6)",
                                        "min|default(6)",
                                        "first|default(6)",
                                        "last|default(6)"),
                        () -> text(next) + "|" + pick("int", "int(7)", "float", "float(1.5)", "wordcount", "length"),
                        () -> "((" + list(Kind.NUMBERS, next) + ")[" + pick("0", "1", "-1", number(0))
                                + "]|default(4))",
                        () -> "(" + number(next) + " if " + truth(next) + " else " + number(next) + ")",
                        () -> fields(next) + "." + pick("a", "b", "C"),
                        () -> fields(next) + "['" + pick("a", "b", "C") + "']",
                        () -> fields(next) + ".get('" + pick("a", "zz") + "', " + number(0) + ")",
                        () -> "(" + number(next) + ", " + number(next) + ")|" + pick("max", "sum", "first"),
                        () -> "users|sum(attribute='uid')",
                        () -> "collector.system.cpu_count",
                        () -> "(" + text(next) + ").count(" + text(0) + ")"),
                depth);
    }

    private String text(int depth) {
        if (depth <= 0)
            return pick(
                    variable(Kind.TEXT, "text", "unicode", "html", "spaces", "parameters.domain", "node.name"),
                    pick(TEXTS));
        var next = depth - 1;
        return odd(
                one(
                        () -> text(next) + " ~ " + pick(text(next), number(next)),
                        () -> "(" + text(next) + " + " + text(next) + ")",
                        () -> text(next) + "|"
                                + pick(
                                        "upper",
                                        "lower",
                                        "title",
                                        "capitalize",
                                        "trim",
                                        "string",
                                        "e",
                                        "escape",
                                        "reverse",
                                        "urlencode"),
                        () -> text(next) + "|"
                                + pick(
                                        "upper",
                                        "lower",
                                        "title",
                                        "capitalize",
                                        "trim('x')",
                                        "default('d')",
                                        "d('d', true)",
                                        "indent",
                                        "first|default('g')",
                                        "last|default('g')"),
                        () -> text(next) + "|replace(" + pick("'a', 'b'", "'', '-'", "'x', ''", "'a', 'b', 1") + ")",
                        () -> text(next) + "|"
                                + pick(
                                        "center(9)",
                                        "truncate(9)",
                                        "truncate(7, true)",
                                        "truncate(5, true, '..')",
                                        "truncate(8, false, '', 0)",
                                        "wordwrap(7)",
                                        "wordwrap(5, false)",
                                        "indent(3)",
                                        "indent(2, true)",
                                        "indent('>', blank=true)"),
                        () -> list(Kind.TEXTS, next) + "|join" + pick("", "(', ')", "('-')", "(d='+')"),
                        () -> list(Kind.NUMBERS, next) + "|join" + pick("('+')", "(',')"),
                        () -> pick(
                                        list(Kind.NUMBERS, next),
                                        list(Kind.TEXTS, next),
                                        fields(next),
                                        truth(next),
                                        text(next))
                                + "|" + pick("tojson", "string", "tojson(2)", "to_json"),
                        () -> pick("'%s/%s'", "'%5s|%-5s'", "'%r%s'") + "|format(" + text(next) + ", " + number(next)
                                + ")",
                        () -> "('%s %s' % (" + text(next) + ", " + number(next) + "))",
                        () -> "(" + pick("'%d'", "'%05.1f'", "'%+d|'") + " % (" + number(next) + "))",
                        () -> "('%x' % ((" + number(next) + ")|int))",
                        () -> "(" + text(next) + ")"
                                + pick(
                                        ".upper()",
                                        ".lower()",
                                        ".strip()",
                                        ".title()",
                                        ".capitalize()",
                                        ".swapcase()",
                                        ".replace('a', 'b')",
                                        ".lstrip()",
                                        ".zfill(6)",
                                        ".ljust(6)",
                                        ".rjust(4, '*')",
                                        ".removeprefix('a')"),
                        () -> "(" + text(next) + ")[" + pick("1:", ":2", "::-1", "1:3", "::2", "-2:", ":-1") + "]",
                        () -> "(" + text(next) + " if " + truth(next) + " else " + text(next) + ")",
                        () -> "(" + text(next) + " if " + truth(next) + ")"
                                + pick(" ~ " + text(next), "|upper", "|trim", " or " + text(next)),
                        () -> "(" + text(next) + ")|"
                                + pick(
                                        "quote",
                                        "b64encode",
                                        "basename",
                                        "dirname",
                                        "wordcount|string",
                                        "list|join('.')",
                                        "unique|join",
                                        "sort|join",
                                        "batch(2)|map('join')|join('/')"),
                        () -> text(next) + "|regex_replace(" + pick("'[aeiou]', '.'", "'(a)(b)?', '\\\\1'", "' +', ' '")
                                + ")",
                        () -> number(next) + "|" + pick("string", "filesizeformat", "filesizeformat(true)", "tojson"),
                        () -> "(" + text(next) + " or " + text(next) + ")",
                        () -> "(" + text(next) + " and " + text(next) + ")",
                        () -> "((" + list(Kind.TEXTS, next) + ")[" + pick("0", "-1") + "]|default('f'))",
                        () -> "users|map(attribute='name')|"
                                + pick("join('/')", "first|default(0)", "sort|join", "map('upper')|join(' ')"),
                        () -> "ok_nodes(" + pick("", "group='web'", "'db'", "group='none'") + ")|map(attribute='"
                                + pick("name", "addr") + "')|join(',')"),
                depth);
    }

    private String truth(int depth) {
        if (depth <= 0)
            return pick(
                    variable(Kind.TRUTH, "yes", "no", "true", "False", "parameters.tls"),
                    "1 == 1",
                    "not 0",
                    "(none is none)",
                    "''");
        var next = depth - 1;
        return odd(
                one(
                        () -> number(next) + pick(" == ", " != ", " < ", " <= ", " > ", " >= ") + number(next),
                        () -> text(next) + pick(" == ", " != ", " < ", " >= ") + text(next),
                        () -> number(next)
                                + pick(" < ", " <= ")
                                + number(next)
                                + pick(" < ", " != ", " >= ")
                                + number(next),
                        () -> "(" + truth(next) + pick(" and ", " or ") + truth(next)
                                + pick("", " and " + truth(next), " or " + anything(next)) + ")",
                        () -> "not " + truth(next),
                        () -> pick(number(next), text(next)) + pick(" in ", " not in ") + list(Kind.TEXTS, next),
                        () -> text(next) + pick(" in ", " not in ") + text(next),
                        () -> "(" + pick(NAMES) + pick(" is defined)", " is not defined)", " is undefined)"),
                        () -> pick("d", "node", "parameters", "users[0]") + ".zz is defined",
                        () -> "(" + anything(next) + " is " + pick("not ", "")
                                + pick(
                                        "none",
                                        "string",
                                        "number",
                                        "mapping",
                                        "sequence",
                                        "iterable",
                                        "boolean",
                                        "true",
                                        "false",
                                        "integer",
                                        "float",
                                        "callable")
                                + ")",
                        () -> "(" + number(next) + " is "
                                + pick(
                                        "odd",
                                        "even",
                                        "divisibleby 3",
                                        "divisibleby(2)",
                                        "eq 1",
                                        "gt 2",
                                        "lt(3)",
                                        "ge 0",
                                        "ne 1",
                                        "in [1, 2]")
                                + ")",
                        () -> "(" + text(next) + " is "
                                + pick("lower", "upper", "string", "eq 'a'", "in 'abc'", "sameas ''") + ")",
                        () -> list(Kind.NUMBERS, next) + pick(" == ", " != ") + list(Kind.NUMBERS, next),
                        () -> text(0)
                                + pick(".startswith('a')", ".endswith('b')", ".isdigit()", ".islower()", ".isalpha()"),
                        () -> number(next) + " in " + list(Kind.NUMBERS, next),
                        () -> "'" + pick("a", "zz", "b") + "' in " + fields(next)),
                depth);
    }

    private String list(Kind kind, int depth) {
        if (kind == Kind.USERS)
            return pick(
                    "users",
                    "users|sort(attribute='uid')",
                    "users|selectattr('active')",
                    "users|rejectattr('uid', 'gt', 1002)|list",
                    "users|sort(attribute='name', reverse=true)",
                    "users[1:]",
                    "users|selectattr('name', 'eq', 'alice')|list");
        var numbers = kind == Kind.NUMBERS;
        if (depth <= 0)
            return numbers
                    ? pick(variable(kind, "numbers", "reals", "collector.openports"), "[]", "[3, 1, 2]", "[1]")
                    : pick(variable(kind, "words", "parameters.admins"), "['b', 'a']", "[]", "['x']");
        var next = depth - 1;
        Supplier<String> element = () -> numbers ? number(next) : text(next);
        return odd(
                one(
                        () -> "[" + element.get() + pick("", ", " + element.get(), ", " + element.get() + ", ") + "]",
                        () -> "(" + list(kind, next) + " + " + list(kind, next) + ")",
                        () -> list(kind, next) + "|"
                                + pick(
                                        "sort",
                                        "list",
                                        "reverse|list",
                                        "unique|list",
                                        "sort(reverse=true)",
                                        "sort|reverse|list"),
                        () -> "(" + list(kind, next) + ")[" + pick("1:", ":1", "::-1", "0:2", "-1:", "::2") + "]",
                        () -> numbers
                                ? list(kind, next) + "|"
                                        + pick(
                                                "select('odd')|list",
                                                "reject('gt', 2)|list",
                                                "select|list",
                                                "map('abs')|list",
                                                "map('string')|map('length')|list",
                                                "select('divisibleby', 2)|list",
                                                "map('round', 1)|list")
                                : list(kind, next) + "|"
                                        + pick(
                                                "map('upper')|list",
                                                "select('in', 'abc')|list",
                                                "reject('eq', 'a')|list",
                                                "map('length')|list",
                                                "sort(case_sensitive=true)",
                                                "unique(case_sensitive=true)|list",
                                                "map('replace', 'a', 'b')|list",
                                                "map('default', 'x')|list",
                                                "reject|list"),
                        () -> numbers
                                ? "range(" + pick("4", "1, 5", "5, 0, -2") + ")|list"
                                : "(" + text(next) + ")"
                                        + pick(".split(',')", ".split()", ".splitlines()", "|list", "|split(',')"),
                        () -> list(kind, next)
                                + pick(
                                        "|batch(2)|first|default([])",
                                        "|batch(2, " + element.get() + ")|list|last|default([])",
                                        "|slice(2)|first",
                                        "|slice(2)|first|list"),
                        () -> numbers
                                ? "users|map(attribute='uid')|list"
                                : fields(next) + pick("|list", ".keys()|list", "|dictsort|map('first')|list"),
                        () -> "(" + list(kind, next) + " if " + truth(next) + " else " + list(kind, next) + ")",
                        () -> "(" + list(kind, next) + pick(" * 2)", ")|default([])", ")"),
                        () -> numbers
                                ? fields(next) + ".values()|list"
                                : "users|groupby('active')|map('first')|map('string')|list"),
                depth);
    }

    private String fields(int depth) {
        if (depth <= 0) return pick(variable(Kind.FIELDS, "d"), "{'a': 1, 'b': 2, 'C': 3}", "d", "dict(a=1, b=2, C=3)");
        var next = depth - 1;
        return one(
                () -> "{'a': " + number(next) + ", 'b': " + number(next) + ", 'C': " + number(0) + "}",
                () -> "dict(d, a=" + number(next) + ")",
                () -> "dict(" + fields(next) + "|dictsort)",
                () -> "(" + fields(next) + " if " + truth(next) + " else " + fields(next) + ")",
                () -> fields(0));
    }
}

package org.opsbro.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.evaluator.Part;
import org.opsbro.evaluator.TemplateReader;
import org.opsbro.evaluator.Vocabulary;
import org.opsbro.model.Nearest;

/** Text to statements. Used once. */
final class TemplateParser {
    private static final int MAX_NESTING = 100;
    // every name that a template may give a meaning of its own, and then some: it costs an earlier check, nothing else
    private static final Pattern NAMED = Pattern.compile(
            "(?:\\b(?:macro|set|import|as|for|with)\\s+|[,(]\\s*(?!\\w+\\s*\\())([A-Za-z_][A-Za-z_0-9]*)");
    private static final List<String> TAGS =
            List.of("for", "if", "set", "macro", "call", "filter", "with", "include", "import", "from", "raw", "print");

    private final String text;
    private final TemplateReader reader;
    private final Scanner scanner;
    private final Map<Dependency, Integer> reads = new LinkedHashMap<>();
    private final List<Inclusion> inclusions = new ArrayList<>();
    private int nesting;

    TemplateParser(String text, Vocabulary words) {
        this.text = text;
        this.reader = new TemplateReader(text, words.redefining(named(text)));
        this.scanner = new Scanner(text);
    }

    private static Set<String> named(String text) {
        var found = new HashSet<String>();
        NAMED.matcher(text).results().forEach(each -> found.add(each.group(1)));
        return found;
    }

    List<Statement> whole() {
        return body("", 0);
    }

    /** What it depends on, and the offset of the first expression that does. */
    Map<Dependency, Integer> reads() {
        return Collections.unmodifiableMap(reads);
    }

    List<Inclusion> inclusions() {
        return List.copyOf(inclusions);
    }

    /**
     * Statements up to a block that begins with one of these words, at which the reader then stands.
     *
     * @param ends words with spaces between them; empty for a whole template
     * @param opened where the block began that they end
     */
    private List<Statement> body(String ends, int opened) {
        if (++nesting > MAX_NESTING) throw new BadExpression("blocks nested too deep", text, opened);
        List<Statement> body = new ArrayList<>();
        while (true) {
            var data = scanner.data();
            if (!data.isEmpty()) body.add(new Statement.Data(data));
            switch (scanner.found()) {
                case END -> {
                    if (!ends.isEmpty())
                        throw new BadExpression("this block has no end: want " + wanted(ends), text, opened);
                    nesting--;
                    return List.copyOf(body);
                }
                case COMMENT -> scanner.skipComment();
                case RAW -> body.add(new Statement.Data(scanner.raw()));
                case PRINT -> body.add(print());
                case BLOCK -> {
                    reader.open(scanner.tag(), scanner.inside(), "%}");
                    if (List.of(ends.split(" ", -1)).stream().anyMatch(reader::isName)) {
                        nesting--;
                        return List.copyOf(body);
                    }
                    body.add(block(ends));
                }
            }
        }
    }

    private static String wanted(String ends) {
        return "{% " + ends.replace(" ", " %}, {% ") + " %}";
    }

    private Statement print() {
        reader.open(scanner.tag(), scanner.inside(), "}}");
        var expression = kept(reader.tuple(true));
        close();
        return new Statement.Print(expression);
    }

    private Statement block(String ends) {
        var at = reader.offset();
        var tag = reader.name().orElseThrow(() -> wrong("want a word such as for, if or set, found " + reader.shown()));
        return switch (tag) {
            case "if" -> condition(at);
            case "for" -> loop(at);
            case "set" -> set(at);
            case "macro" -> macro(at);
            case "call" -> call(at);
            case "filter" -> filter(at);
            case "with" -> with(at);
            case "include" -> include();
            case "import" -> importing();
            case "from" -> importingNames();
            case "print" -> {
                var expression = kept(reader.tuple(true));
                close();
                yield new Statement.Print(expression);
            }
            default -> throw unknown(tag, ends, at);
        };
    }

    private BadExpression unknown(String tag, String ends, int at) {
        var hint = switch (tag) {
            case "extends", "block" -> ": templates do not inherit here; use include, or macros and import";
            case "do" -> ": values do not change; use set, or a namespace";
            case "break", "continue" -> ": use the \"if\" of \"for\"";
            case "autoescape", "trans" -> ": templates make configuration files";
            default ->
                tag.startsWith("end") || tag.startsWith("el")
                        ? ends.isEmpty() ? ": no block is open" : ": want " + wanted(ends)
                        : Nearest.hint(tag, TAGS);
        };
        return new BadExpression("\"" + tag + "\" means nothing here" + hint, text, at);
    }

    private Statement condition(int opened) {
        List<Statement.If.Branch> branches = new ArrayList<>();
        do {
            var condition = kept(reader.tuple(false));
            close();
            branches.add(new Statement.If.Branch(condition, body("elif else endif", opened)));
        } while (reader.takesName("elif"));
        var otherwise = otherwise("endif", opened);
        end("endif");
        return new Statement.If(List.copyOf(branches), otherwise);
    }

    private List<Statement> otherwise(String end, int opened) {
        if (!reader.takesName("else")) return List.of();
        close();
        return body(end, opened);
    }

    private Statement loop(int opened) {
        var target = targets();
        if (!reader.takesName("in")) throw wrong("want \"in\", found " + reader.shown());
        var over = kept(reader.tuple(false));
        Optional<Part> filter = reader.takesName("if") ? Optional.of(kept(reader.expression())) : Optional.empty();
        var recursive = reader.takesName("recursive");
        close();
        var body = body("else endfor", opened);
        var otherwise = otherwise("endfor", opened);
        end("endfor");
        return new Statement.For(target, over, filter, body, otherwise, recursive);
    }

    private Statement set(int opened) {
        var at = reader.offset();
        var target = targets();
        if (reader.takesSign("=")) {
            var expression = kept(reader.tuple(true));
            close();
            return new Statement.Set(target, expression);
        }
        Optional<Part> filters = reader.takesSign("|") ? Optional.of(kept(reader.filters())) : Optional.empty();
        close();
        var body = body("endset", opened);
        end("endset");
        return new Statement.SetBlock(target, filters, body, at);
    }

    private Statement filter(int opened) {
        var filters = kept(reader.filters());
        close();
        var body = body("endfilter", opened);
        end("endfilter");
        return new Statement.Filter(filters, body);
    }

    private Statement with(int opened) {
        List<Target> targets = new ArrayList<>();
        List<Part> values = new ArrayList<>();
        while (!reader.closed()) {
            if (!targets.isEmpty() && !reader.takesSign(",")) throw wrong("want \",\", found " + reader.shown());
            targets.add(target());
            if (!reader.takesSign("=")) throw wrong("want \"=\" and a value, found " + reader.shown());
            values.add(kept(reader.expression()));
        }
        close();
        var body = body("endwith", opened);
        end("endwith");
        return new Statement.With(List.copyOf(targets), List.copyOf(values), body);
    }

    private Statement macro(int opened) {
        var name = name("want the name of the macro");
        if (!reader.isSign("(")) throw wrong("want \"(\" and the arguments of the macro, found " + reader.shown());
        var arguments = arguments();
        close();
        return definition(name, arguments, "endmacro", opened);
    }

    private Statement.Macro definition(String name, List<Signature.Argument> arguments, String end, int opened) {
        var before = reader.takeNames();
        var body = body(end, opened);
        end(end);
        var used = reader.takeNames();
        reader.remember(before);
        reader.remember(used);
        var uses = new HashSet<>(Set.of("caller", "varargs", "kwargs"));
        uses.retainAll(used);
        arguments.forEach(each -> uses.remove(each.name()));
        return new Statement.Macro(new Signature(name, arguments, Set.copyOf(uses)), body);
    }

    private List<Signature.Argument> arguments() {
        List<Signature.Argument> arguments = new ArrayList<>();
        if (!reader.takesSign("(")) return arguments;
        while (!reader.takesSign(")")) {
            if (!arguments.isEmpty() && !reader.takesSign(","))
                throw wrong("want \",\" or \")\", found " + reader.shown());
            if (reader.takesSign(")")) break;
            var name = name("want the name of an argument");
            Optional<Part> fallback = reader.takesSign("=") ? Optional.of(kept(reader.expression())) : Optional.empty();
            if (fallback.isEmpty()
                    && !arguments.isEmpty()
                    && arguments.getLast().fallback().isPresent())
                throw wrong("an argument without a default comes before those with one");
            arguments.add(new Signature.Argument(name, fallback));
        }
        return List.copyOf(arguments);
    }

    private Statement call(int opened) {
        var arguments = arguments();
        var call = kept(reader.callWithCaller());
        close();
        return new Statement.Call(definition("caller", arguments, "endcall", opened), call);
    }

    private Statement include() {
        var names = kept(reader.expression());
        var ignoreMissing = reader.takesName("ignore");
        if (ignoreMissing && !reader.takesName("missing")) throw wrong("want \"missing\", found " + reader.shown());
        inclusions.add(Inclusion.of(names, ignoreMissing));
        var withContext = context(true);
        close();
        return new Statement.Include(names, ignoreMissing, withContext);
    }

    private Statement importing() {
        var source = kept(reader.expression());
        inclusions.add(Inclusion.of(source, false));
        if (!reader.takesName("as")) throw wrong("want \"as\" and a name, found " + reader.shown());
        var alias = name("want a name");
        var withContext = context(false);
        close();
        return new Statement.Import(source, withContext, Optional.of(alias), List.of());
    }

    private Statement importingNames() {
        var source = kept(reader.expression());
        inclusions.add(Inclusion.of(source, false));
        if (!reader.takesName("import")) throw wrong("want \"import\" and names, found " + reader.shown());
        List<Statement.Import.Imported> names = new ArrayList<>();
        while (!reader.closed() && !reader.isName("with") && !reader.isName("without")) {
            if (!names.isEmpty() && !reader.takesSign(",")) throw wrong("want \",\", found " + reader.shown());
            if (reader.closed()) break;
            var name = name("want a name");
            if (name.startsWith("_")) throw wrong("names that begin with _ are not given away");
            names.add(new Statement.Import.Imported(name, reader.takesName("as") ? name("want a name") : name));
        }
        if (names.isEmpty()) throw wrong("want a name, found " + reader.shown());
        var withContext = context(false);
        close();
        return new Statement.Import(source, withContext, Optional.empty(), List.copyOf(names));
    }

    private boolean context(boolean otherwise) {
        var with = reader.takesName("with");
        if (!with && !reader.takesName("without")) return otherwise;
        if (!reader.takesName("context")) throw wrong("want \"context\", found " + reader.shown());
        return with;
    }

    private Target targets() {
        var first = target();
        if (!reader.isSign(",")) return first;
        List<Target> parts = new ArrayList<>(List.of(first));
        while (reader.takesSign(",")) {
            if (reader.isName("in") || reader.isSign("=")) break;
            parts.add(target());
        }
        return new Target.Several(List.copyOf(parts));
    }

    private Target target() {
        if (reader.takesSign("(")) {
            var inside = targets();
            if (!reader.takesSign(")")) throw wrong("want \")\", found " + reader.shown());
            return inside;
        }
        var name = name("want a name to set");
        if (!reader.takesSign(".")) return new Target.Name(name);
        return new Target.Attribute(name, name("want a name behind the dot"));
    }

    private String name(String wanted) {
        var at = reader.offset();
        var found = reader.shown();
        var name = reader.name().orElseThrow(() -> new BadExpression(wanted + ", found " + found, text, at));
        if (Set.of("true", "false", "none", "True", "False", "None").contains(name))
            throw new BadExpression(wanted + ", found " + found, text, at);
        return name;
    }

    private Part kept(Part part) {
        part.dependencies().forEach(each -> reads.putIfAbsent(each, part.offset()));
        return part;
    }

    private void end(String word) {
        if (!reader.takesName(word)) throw wrong("want {% " + word + " %}, found " + reader.shown());
        close();
    }

    private void close() {
        if (!reader.closed()) throw wrong("want the end of the tag, found " + reader.shown());
        scanner.continueBehind(reader.end(), reader.closingSign());
    }

    private BadExpression wrong(String reason) {
        return new BadExpression(reason, text, reader.offset());
    }
}

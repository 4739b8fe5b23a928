package org.opsbro.packs.core;

import static org.opsbro.evaluator.Function.Purity.IO;
import static org.opsbro.evaluator.Function.Type.BOOL;
import static org.opsbro.evaluator.Function.Type.TEXT;
import static org.opsbro.evaluator.Function.impure;
import static org.opsbro.evaluator.Function.pure;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.Patterns;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Files;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** Files of this machine. */
@AutoService(FunctionLibrary.class)
public final class FileFunctions implements FunctionLibrary {
    private static final String GROUP = "filesystem";
    private static final Argument PATH = Argument.of("path", TEXT);

    @Override
    public List<Function> functions() {
        return List.of(
                impure(
                        IO,
                        GROUP,
                        "file_exists",
                        "Whether something is at the path.",
                        "file_exists('/no/such/file') → False",
                        (a, scope) -> Value.of(files(scope).exists(path(a, 0))),
                        PATH),
                impure(
                        IO,
                        GROUP,
                        "is_dir",
                        "Whether the path is a folder.",
                        "is_dir('/') → True",
                        (a, scope) -> Value.of(files(scope).isDirectory(path(a, 0))),
                        PATH),
                impure(
                        IO,
                        GROUP,
                        "is_plain_file",
                        "Whether the path is a regular file.",
                        "is_plain_file('/') → False",
                        (a, scope) -> Value.of(files(scope)
                                .facts(path(a, 0))
                                .map(Files.FileFacts::regular)
                                .orElse(false)),
                        PATH),
                impure(
                        IO,
                        GROUP,
                        "is_link",
                        "Whether the path is a symbolic link.",
                        "is_link('/') → False",
                        (a, scope) -> Value.of(files(scope).link(path(a, 0)).isPresent()),
                        PATH),
                pure(
                        GROUP,
                        "path_dirname",
                        "The folder part of a path.",
                        "path_dirname('/etc/hosts') → '/etc'",
                        FileFunctions::folder,
                        PATH),
                impure(
                        IO,
                        GROUP,
                        "grep_file",
                        "Whether a line of the file holds the text, whatever its case; or matches it as a pattern.",
                        "grep_file('root', '/no/such/file') → False",
                        FileFunctions::grep,
                        Argument.of("string", TEXT),
                        PATH,
                        Argument.of("regexp", BOOL, Value.FALSE)),
                impure(
                        IO,
                        GROUP,
                        "parse_json_file",
                        "The value that a JSON file holds.",
                        "parse_json_file('/etc/app.json')",
                        FileFunctions::json,
                        PATH),
                impure(
                        IO,
                        "hash",
                        "file_hash_match",
                        "Whether the digest of the file is this one, in hexadecimal; an absent file has none.",
                        "file_hash_match('/no/such/file', 'md5', '') → False",
                        FileFunctions::hashMatches,
                        PATH,
                        Argument.of("algorithm", TEXT),
                        Argument.of("hash", TEXT)));
    }

    private static Files files(Scope scope) {
        return scope.host().files();
    }

    private static String path(List<Value> arguments, int which) {
        var path = Arguments.text(arguments, which);
        if (path.startsWith("/") && path.indexOf('\0') < 0) return path;
        throw new EvaluationException("want an absolute path, found \"" + path + "\"");
    }

    private static Value folder(List<Value> arguments) {
        var path = Arguments.text(arguments, 0);
        var slash = path.lastIndexOf('/');
        return Value.of(slash > 0 ? path.substring(0, slash) : slash == 0 ? "/" : "");
    }

    private static Value grep(List<Value> arguments, Scope scope) {
        var text = files(scope).text(path(arguments, 1));
        if (text.isEmpty()) return Value.FALSE;
        var wanted = Arguments.text(arguments, 0);
        if (Arguments.flag(arguments, 2)) {
            var pattern = Patterns.of(wanted, false);
            return Value.of(text.get().lines().anyMatch(pattern::find));
        }
        return Value.of(text.get().toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT)));
    }

    private static Value json(List<Value> arguments, Scope scope) {
        var path = path(arguments, 0);
        try {
            return Json.read(files(scope)
                    .text(path)
                    .orElseThrow(() -> new EvaluationException("the file " + path + " cannot be read")));
        } catch (Json.NotJson broken) {
            throw new EvaluationException("the file " + path + " is not JSON: " + broken.getMessage());
        }
    }

    private static Value hashMatches(List<Value> arguments, Scope scope) {
        var algorithm = Arguments.text(arguments, 1);
        return files(scope)
                .bytes(path(arguments, 0))
                .map(bytes ->
                        Value.of(TextFunctions.digest(bytes, algorithm).equalsIgnoreCase(Arguments.text(arguments, 2))))
                .orElse(Value.FALSE);
    }
}

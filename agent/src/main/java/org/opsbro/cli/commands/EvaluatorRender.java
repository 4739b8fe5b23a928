package org.opsbro.cli.commands;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class EvaluatorRender implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("FILE", "the template; - for the standard input")
                .option("--text", "TEMPLATE", "the template itself, instead of a file")
                .option("--pack", "NAME", "whose parameters it reads and whose templates it includes")
                .flag("--explain", "show each expression with the value of each of its parts, and where it comes from");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "evaluator render haproxy.cfg.j2 --pack haproxy",
                "evaluator render --text \"{{ node.name }} has {{ collector.system.cpu_count }} processors\" --explain",
                "evaluator render - < motd.j2");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var body = template(session).with("explain", given.has("--explain"));
        given.find("--pack").ifPresent(pack -> body.with("pack", pack));
        var answer = session.agent().post("/agent/evaluator/render", Json.write(body.end()));
        if (session.json()) session.print(answer.value());
        else if (given.has("--explain")) explained(session, answer);
        else write(session, answer.text("text"));
        return answer.find("failure").isPresent() ? ExitCode.FAILED : ExitCode.OK;
    }

    private static FieldsBuilder template(Session session) {
        var file = session.given().find("FILE");
        var text = session.given().find("--text");
        if (file.isPresent() == text.isPresent())
            throw new CommandFailed(ExitCode.USAGE, "want a FILE, - or --text TEMPLATE: one of them");
        if (text.isPresent()) return Value.object().with("text", text.get());
        if (file.get().equals("-")) return Value.object().with("text", read(session, "-"));
        return Value.object()
                .with("text", read(session, file.get()))
                .with("name", String.valueOf(Path.of(file.get()).getFileName()));
    }

    private static String read(Session session, String file) {
        try {
            var bytes = file.equals("-") ? session.streams().in().readAllBytes() : Files.readAllBytes(Path.of(file));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException binary) {
            throw new CommandFailed(ExitCode.FAILED, file + " is no text in UTF-8");
        } catch (IOException failed) {
            if (!Files.exists(Path.of(file))) throw new CommandFailed(ExitCode.NOT_FOUND, "there is no file " + file);
            throw new CommandFailed(ExitCode.FAILED, "cannot read " + file + ": " + failed.getMessage());
        }
    }

    /** Byte for byte into a file or a pipe; harmless on a terminal. */
    private static void write(Session session, String text) {
        if (session.screen().live()) text.lines().map(Safe::line).forEach(session.screen()::line);
        else session.streams().out().print(text);
    }

    private static void explained(Session session, Answer answer) {
        var screen = session.screen();
        for (var seen : answer.list("expressions")) {
            screen.line(screen.paint()
                    .faint(Safe.line(seen.text("template")) + ":" + seen.text("line") + ":" + seen.text("column")));
            ExplanationTree.draw(screen, seen.at("expression"));
        }
        screen.title("Text");
        answer.text("text").lines().map(Safe::line).forEach(screen::line);
        answer.find("failure").ifPresent(failure -> failed(screen, failure));
    }

    private static void failed(Screen screen, String failure) {
        var lines = failure.split("\n", 2);
        screen.line(screen.paint().bad("✕ ") + Safe.line(lines[0]));
        if (lines.length > 1) screen.said("  ", lines[1]);
    }
}

package org.opsbro.cli.commands;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Contents;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.GlobalOptions;
import org.opsbro.cli.Session;

/** Completion for shells: a script that holds all words and options, so that a TAB starts no program. */
final class Completion implements Command {
    /** Whether this is all that was typed before the word at the cursor, or how it begins; for fish. */
    private static final String FISH = """
            function __opsbro_is; set -l words (commandline -opc); test "$words[2..-1]" = "$argv[1]"; end
            function __opsbro_in; set -l words (commandline -opc); string match -q -- "$argv[1] *" "$words[2..-1] "; end
            complete -c opsbro -f
            """;

    @Override
    public void declare(Arguments arguments) {
        arguments.word("SHELL", "which shell", "bash", "zsh", "fish");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "completion bash > /etc/bash_completion.d/opsbro",
                "completion zsh > /usr/local/share/zsh/site-functions/_opsbro",
                "completion fish > ~/.config/fish/completions/opsbro.fish");
    }

    @Override
    public int run(Session session) {
        var contents = session.contents();
        var out = session.streams().out();
        switch (session.given().text("SHELL")) {
            case "bash" -> out.print(bash(contents));
            case "zsh" -> out.print("#compdef opsbro\nautoload -U +X bashcompinit && bashcompinit\n" + bash(contents));
            default -> out.print(fish(contents));
        }
        return ExitCode.OK;
    }

    private static String bash(Contents contents) {
        var lines = contents.entries().stream()
                .map(entry -> "    '" + entry.words() + "') words='" + options(entry) + "' ;;")
                .collect(Collectors.joining("\n"));
        var commands = contents.entries().stream().map(Contents.Entry::words).collect(Collectors.joining("\n"));
        return """
                _opsbro() {
                  local typed="" current="${COMP_WORDS[COMP_CWORD]}" words=" " line at
                  for ((at = 1; at < COMP_CWORD; at++)); do typed="${typed:+$typed }${COMP_WORDS[at]}"; done
                  case "$typed" in
                %s
                  esac
                  if [ "$words" = " " ]; then
                    while IFS= read -r line; do
                      case "$line " in "${typed:+$typed }"*) line=${line#"${typed:+$typed }"} line=${line%%%% *}; case "$words" in *" $line "*) ;; *) words="$words$line " ;; esac ;; esac
                    done <<'END'
                %s
                END
                  fi
                  COMPREPLY=($(compgen -W "$words" -- "$current"))
                }
                complete -o default -F _opsbro opsbro
                """.formatted(lines, commands);
    }

    private static String options(Contents.Entry entry) {
        return GlobalOptions.with(entry.command().get()).options().stream()
                .map(Arguments.Option::name)
                .collect(Collectors.joining(" "));
    }

    private static String fish(Contents contents) {
        var lines = new LinkedHashSet<String>();
        for (var entry : contents.entries()) {
            var words = List.of(entry.words().split(" ", -1));
            for (var at = 0; at < words.size(); at++) {
                var before = String.join(" ", words.subList(0, at));
                var summary = at == words.size() - 1 ? " -d " + quoted(entry.summary()) : "";
                lines.add("complete -c opsbro -n '__opsbro_is \"" + before + "\"' -a " + words.get(at) + summary);
            }
            for (var option : GlobalOptions.with(entry.command().get()).options())
                lines.add("complete -c opsbro -n '__opsbro_in \"" + entry.words() + "\"' -l "
                        + option.name().substring(2)
                        + (option.isFlag() ? "" : " -r")
                        + " -d " + quoted(option.doc()));
        }
        return FISH + String.join("\n", lines) + "\n";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "") + "'";
    }
}

package org.opsbro.cli.commands;

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
                  local typed="${COMP_WORDS[*]:1:COMP_CWORD-1}" current="${COMP_WORDS[COMP_CWORD]}" words=" " line
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
        var script = new StringBuilder("complete -c opsbro -f\n");
        for (var entry : contents.entries()) {
            var words = entry.words().split(" ");
            for (var i = 0; i < words.length; i++) {
                var before = String.join(" ", List.of(words).subList(0, i));
                var last = i == words.length - 1;
                script.append("complete -c opsbro -n 'test (string join \" \" (commandline -opc)[2..]) = \"")
                        .append(before)
                        .append("\"' -a ")
                        .append(words[i]);
                if (last)
                    script.append(" -d '")
                            .append(entry.summary().replace("'", ""))
                            .append('\'');
                script.append('\n');
            }
        }
        return script.toString();
    }
}

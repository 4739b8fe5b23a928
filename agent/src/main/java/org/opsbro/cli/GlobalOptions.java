package org.opsbro.cli;

/** The options of every command. */
public final class GlobalOptions {
    private GlobalOptions() {}

    static Arguments all() {
        return new Arguments()
                .flag("--json", "print the agent's answer as JSON")
                .flag("--no-color", "no colours; as the variable NO_COLOR")
                .flag("--no-quote", "no quote at the end")
                .option("--socket", "PATH", "the agent's socket; else OPSBRO_DATA_DIR/opsbro.sock")
                .option(
                        "--timeout",
                        "SECONDS",
                        "30",
                        "how long to wait for an answer, or for what a wait-* command waits for")
                .flag("--help", "show this; also -h");
    }

    /** What a command declares, and these. */
    public static Arguments with(Command command) {
        var arguments = new Arguments();
        command.declare(arguments);
        all().options().forEach(arguments::with);
        return arguments;
    }

    static boolean takesValue(String option) {
        return all().options().stream().anyMatch(each -> each.name().equals(option) && !each.isFlag());
    }
}

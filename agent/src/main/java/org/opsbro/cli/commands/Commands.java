package org.opsbro.cli.commands;

import static org.opsbro.cli.Contents.chapter;
import static org.opsbro.cli.Contents.command;

import java.util.List;
import org.opsbro.cli.Contents;

/** The table of contents of the tool: one line a command. A class in this package that is a command and stands nowhere here fails a test. */
public final class Commands {
    private Commands() {}

    public static Contents contents() {
        return new Contents(List.of(
                chapter(
                        "agent",
                        command("agent info", "Tell what the agent is and how each topic is doing", AgentInfo::new),
                        command("agent stop", "Stop the agent", AgentStop::new),
                        command("agent print", "Print one value of the agent, for scripts", AgentPrint::new)),
                chapter("service discovery"),
                chapter("automatic detection"),
                chapter("monitoring"),
                chapter("metrology"),
                chapter("configuration automation"),
                chapter("system compliance"),
                chapter("packs and expressions"),
                chapter(
                        "tool",
                        command("version", "Print the version", Version::new),
                        command("banner", "Print the banner", Banner::new))));
    }
}

package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.Given;
import org.opsbro.cli.Session;

final class GossipWaitMembers implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .option("--name", "NAME", "nodes of a host name")
                .option("--display-name", "NAME", "nodes of a display name")
                .option("--group", "GROUP", "nodes of a group")
                .option("--count", "N", "1", "how many of them must be alive");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip wait-members --group web --count 3 --timeout 60s", "gossip wait-members --name db-1");
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var asked = List.of("--name", "--display-name", "--group").stream()
                .filter(given::has)
                .toList();
        if (asked.size() != 1) throw CommandFailed.usage("want one of --name, --display-name and --group");
        var count = given.number("--count", 1, 100_000);
        var what = asked.getFirst().substring(2).replace('-', ' ') + " " + given.text(asked.getFirst());
        return session.await(count + " living of " + what, () -> living(session) >= count);
    }

    private static long living(Session session) {
        var members = session.agent().get("/agent/members?state=alive");
        return members.keys().stream()
                .map(uuid -> members.at(uuid))
                .filter(node -> fits(session.given(), node))
                .count();
    }

    private static boolean fits(Given given, Answer node) {
        return given.find("--name").stream().allMatch(node.text("name")::equals)
                && given.find("--display-name").stream().allMatch(node.text("display_name")::equals)
                && given.find("--group").stream().allMatch(node.texts("groups")::contains);
    }
}

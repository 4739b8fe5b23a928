package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Look;

/**
 * Routes of IPv4 and IPv6 in the running kernel's main table, held at each turn: nothing is written for the next boot, after which the next turn brings
 * them back. Of several routes to a network the one with the lowest metric counts, unless a metric is given.
 */
@AutoService(RuleType.class)
public final class Routes implements RuleType {
    private static final Pattern NETWORK = Pattern.compile("[0-9A-Fa-f:.]{2,39}/[0-9]{1,3}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,39}");
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,14}");
    private static final long NO_METRIC = -1;
    private static final long MOST_METRIC = 4_294_967_295L;

    @Override
    public String name() {
        return "routes";
    }

    @Override
    public String doc() {
        return "The kernel has these routes now, and not those.";
    }

    @Override
    public String example() {
        return """
                entries:
                  - {destination: 10.9.0.0/16, via: 10.0.0.1, dev: eth0}
                  - {destination: 'fd00:9::/32', via: 'fd00::1', metric: 50}
                absent: [10.8.0.0/16]
                """;
    }

    /** @param shown the network as a person wrote it */
    private record Wish(String shown, String destination, Optional<String> via, Optional<String> dev, long metric) {
        boolean six() {
            return shown.contains(":");
        }

        boolean fits(RouteTable.Route route) {
            return route.destination().equals(destination) && (metric == NO_METRIC || route.metric() == metric);
        }

        boolean same(RouteTable.Route route) {
            var hop = via.flatMap(RouteTable::hex).orElse("");
            return route.via().equals(hop) && dev.map(route.dev()::equals).orElse(true);
        }

        String line() {
            return shown
                    + via.map(each -> " via " + each).orElse("")
                    + dev.map(each -> " dev " + each).orElse("");
        }
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var wishes = new ArrayList<Wish>();
        for (var each : wanted.maps("entries")) wish(each, wishes);
        var absent = wanted.texts("absent", NETWORK, "a network such as 10.9.0.0/16 or fd00::/8").stream()
                .map(text ->
                        new Wish(text, network(wanted, "absent", text), Optional.empty(), Optional.empty(), NO_METRIC))
                .toList();
        if (wishes.isEmpty() && absent.isEmpty()) wanted.refuse("entries", "want entries: or absent:");
        return look -> inspect(look, wishes, absent);
    }

    private static void wish(Wanted each, List<Wish> wishes) {
        if (!each.has("destination")) each.refuse("destination", "the key is missing, want a network");
        var text = each.text("destination", NETWORK, "a network such as 10.9.0.0/16, 0.0.0.0/0 or fd00::/8");
        var via = each.text("via", ADDRESS, "the address of a gateway");
        var dev = each.text("dev", DEVICE, "the name of a network device");
        var metric = each.number("metric", NO_METRIC, 0, MOST_METRIC);
        if (!each.has("via") && !each.has("dev")) each.refuse("via", "want via: or dev:");
        if (text.isEmpty()) return;
        if (via.isPresent()
                && (via.get().contains(":") != text.get().contains(":")
                        || RouteTable.hex(via.get()).isEmpty()))
            each.refuse("via", "found \"" + via.get() + "\", want an address of the family of " + text.get());
        var wish = new Wish(text.get(), network(each, "destination", text.get()), via, dev, metric);
        if (wishes.stream()
                .anyMatch(other -> !wish.destination().isEmpty()
                        && other.destination().equals(wish.destination())
                        && other.metric() == metric)) each.refuse("destination", "is there twice: " + text.get());
        wishes.add(wish);
    }

    private static String network(Wanted wanted, String key, String text) {
        var network = RouteTable.network(text);
        if (network.isEmpty()) wanted.refuse(key, "found \"" + text + "\", want a network without bits of hosts");
        return network.orElse("");
    }

    private static Findings inspect(Look look, List<Wish> wishes, List<Wish> absent) {
        var four = look.files().text("/proc/net/route");
        if (four.isEmpty()) return Findings.notEligible("there is no /proc/net/route: nobody tells the routes");
        var routes = new ArrayList<>(RouteTable.four(four.get()));
        routes.addAll(RouteTable.six(
                look.files().text("/proc/net/ipv6_route").orElse("").lines().toList()));
        routes.sort(Comparator.comparingLong(RouteTable.Route::metric));
        var findings = Findings.begin();
        for (var wish : wishes) held(findings, routes, wish);
        for (var wish : absent) gone(findings, routes, wish);
        return findings.end();
    }

    private static void held(FindingsBuilder findings, List<RouteTable.Route> routes, Wish wish) {
        var now = routes.stream().filter(wish::fits).findFirst();
        if (now.filter(wish::same).isPresent()) {
            findings.compliant("there is a route " + wish.line());
            return;
        }
        findings.deviation(now.map(route -> "the route to " + wish.shown() + " goes by " + shown(route))
                        .orElse("there is no route to " + wish.shown())
                + ", want " + wish.line());
        var metric = now.map(RouteTable.Route::metric).orElse(wish.metric());
        var back = now.map(route -> command(wish, "replace", hop(route), metric))
                .orElseGet(() -> command(wish, "del", hop(wish), metric));
        findings.change(
                new Change.Run("route " + wish.line(), command(wish, "replace", hop(wish), metric), Optional.of(back)));
    }

    private static void gone(FindingsBuilder findings, List<RouteTable.Route> routes, Wish wish) {
        var all = routes.stream().filter(wish::fits).toList();
        if (all.isEmpty()) findings.compliant("there is no route to " + wish.shown());
        for (var route : all)
            findings.deviation("there is a route to " + wish.shown() + " by " + shown(route) + ", want none")
                    .change(new Change.Run(
                            "remove the route to " + wish.shown() + " by " + shown(route),
                            command(wish, "del", hop(route), route.metric()),
                            Optional.of(command(wish, "replace", hop(route), route.metric()))));
    }

    private static String shown(RouteTable.Route route) {
        return String.join(" ", hop(route)) + " metric " + route.metric();
    }

    private static List<String> hop(RouteTable.Route route) {
        return route.via().isEmpty()
                ? List.of("dev", route.dev())
                : List.of("via", RouteTable.address(route.via()), "dev", route.dev());
    }

    private static List<String> hop(Wish wish) {
        var words = new ArrayList<String>();
        wish.via().ifPresent(via -> words.addAll(List.of("via", via)));
        wish.dev().ifPresent(dev -> words.addAll(List.of("dev", dev)));
        return words;
    }

    private static Command command(Wish wish, String deed, List<String> hop, long metric) {
        var words = new ArrayList<>(List.of("ip", wish.six() ? "-6" : "-4", "route", deed, wish.shown()));
        words.addAll(hop);
        if (metric != NO_METRIC) words.addAll(List.of("metric", Long.toString(metric)));
        return Command.of(words.toArray(String[]::new));
    }
}

package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Look;

/**
 * Lines of hosts(5): each name has this address and no other one of its family; names under {@code absent} have none. The lines of others and their
 * comments stay as they are, byte for byte.
 */
@AutoService(RuleType.class)
public final class HostsEntries implements RuleType {
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:[0-9]{1,3}\\.){3}[0-9]{1,3}|(?=[0-9A-Fa-f:.]*:)[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9]{1,15})?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?");

    @Override
    public String name() {
        return "hosts";
    }

    @Override
    public String doc() {
        return "Names have these addresses in /etc/hosts, and no others of the same family.";
    }

    @Override
    public String example() {
        return """
                entries:
                  - address: 10.0.0.7
                    names: [db.example.org, db]
                absent: [old-db]
                """;
    }

    /** What is wanted of one address. */
    record Entry(String address, List<String> names) {
        boolean sameFamily(String other) {
            return address.contains(":") == other.contains(":");
        }
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var path = wanted.path("file").orElse("/etc/hosts");
        var entries = new ArrayList<Entry>();
        for (var each : wanted.maps("entries")) entry(each).ifPresent(entries::add);
        var absent = wanted.texts("absent", NAME, "the name of a host");
        if (entries.isEmpty() && absent.isEmpty()) wanted.refuse("entries", "want entries: or absent:");
        return look -> inspect(look, path, entries, absent);
    }

    private static java.util.Optional<Entry> entry(Wanted each) {
        if (!each.has("address")) each.refuse("address", "the key is missing, want an IPv4 or IPv6 address");
        if (!each.has("names")) each.refuse("names", "the key is missing, want the names of the address");
        var names = each.texts("names", NAME, "the name of a host");
        return each.text("address", ADDRESS, "an IPv4 or IPv6 address")
                .filter(address -> !names.isEmpty())
                .map(address -> new Entry(address, names));
    }

    private static Findings inspect(Look look, String path, List<Entry> entries, List<String> absent) {
        var file = TextFile.read(look, path);
        if (file instanceof TextFile.Unreadable(String why)) return Findings.cannotTell(why);
        var findings = Findings.begin();
        var lines = new HostsLines(file.textOrEmpty());
        for (var entry : entries) {
            for (var name : entry.names()) {
                var others = lines.addresses(name).stream()
                        .filter(other -> entry.sameFamily(other) && !other.equals(entry.address()))
                        .toList();
                others.forEach(
                        other -> findings.deviation(name + " has the address " + other + ", want " + entry.address()));
                others.forEach(other -> lines.remove(other, name));
                findings.that(
                        lines.addresses(name).contains(entry.address()),
                        name + " has the address " + entry.address(),
                        name + " has not the address " + entry.address());
            }
            lines.add(entry.address(), entry.names());
        }
        for (var name : absent) {
            var addresses = lines.addresses(name);
            findings.that(
                    addresses.isEmpty(),
                    name + " has no address",
                    name + " has the address " + String.join(", ", addresses) + ", want none");
            addresses.forEach(address -> lines.remove(address, name));
        }
        if (findings.deviates()) findings.change(file.becoming(path, lines.text()));
        return findings.end();
    }
}

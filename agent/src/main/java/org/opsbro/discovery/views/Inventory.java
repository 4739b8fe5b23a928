package org.opsbro.discovery.views;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opsbro.discovery.views.Sights.Sight;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/**
 * The nodes as an inventory of Ansible, in the format of its inventory scripts: groups of the nodes under their names, {@code zone_NAME} and
 * {@code state_NAME}. Ansible wants letters, digits and {@code _} in names of groups: everything else becomes {@code _}.
 */
public final class Inventory {
    /** Names that mean something to Ansible. */
    private static final Set<String> TAKEN = Set.of("all", "ungrouped", "_meta");

    private Inventory() {}

    /** What {@code --list} answers; nodes that are dead or left are in it only if {@code everyone} is wanted. */
    public static Value.Fields list(World world, boolean everyone) {
        var variables = Value.object();
        Map<String, List<String>> groups = new TreeMap<>();
        for (var sight : Sights.of(world)) {
            if (!everyone && !sight.node().living()) continue;
            variables.with(sight.name(), variables(sight));
            for (var group : groups(sight.node()))
                groups.computeIfAbsent(group, name -> new ArrayList<>()).add(sight.name());
        }
        var inventory = Value.object()
                .with("_meta", Value.object().with("hostvars", variables.end()).end())
                .with(
                        "all",
                        Value.object()
                                .with("children", Value.texts(groups.keySet()))
                                .end());
        groups.forEach((name, hosts) -> inventory.with(
                name, Value.object().with("hosts", Value.texts(hosts)).end()));
        return inventory.end();
    }

    /** What {@code --host NAME} answers: the variables of a node; absent where there is none of that name. */
    public static Optional<Value.Fields> host(World world, String name) {
        return Sights.of(world).stream()
                .filter(sight -> sight.name().equals(name))
                .findFirst()
                .map(Inventory::variables);
    }

    private static Set<String> groups(Node node) {
        var groups = new TreeSet<String>();
        for (var group : node.groups()) groups.add(name(group));
        groups.add(name("zone_" + node.zone()));
        groups.add(name("state_" + node.state().word()));
        return groups;
    }

    static String name(String group) {
        var name = group.replaceAll("[^A-Za-z0-9_]", "_");
        return TAKEN.contains(name) || Character.isDigit(name.charAt(0)) ? "group_" + name : name;
    }

    private static Value.Fields variables(Sight sight) {
        var node = sight.node();
        var services = Value.object();
        for (var service : node.services().values()) if (service.passes()) services.with(service.id(), service.port());
        var variables = Value.object();
        if (!node.address().isEmpty()) variables.with("ansible_host", node.address());
        return variables
                .with("opsbro_uuid", node.id().uuid())
                .with("opsbro_display_name", node.displayName())
                .with("opsbro_zone", node.zone())
                .with("opsbro_state", node.state().word())
                .with("opsbro_groups", Value.texts(node.groups()))
                .with("opsbro_services", services.end())
                .end();
    }
}

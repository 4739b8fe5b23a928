package org.opsbro.detection.hosting;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.host.Host;
import org.opsbro.model.Value;

/**
 * What this node runs on. Local evidence only: nothing leaves the machine.
 *
 * @param drivers all that are known, nearest layer first, with their evidence where they are active
 */
public record Hosting(List<State> drivers) {
    public Hosting {
        drivers = List.copyOf(drivers);
    }

    /** @param evidence why it is active; empty if it is not */
    public record State(String name, Layer layer, Optional<String> evidence) {
        public boolean active() {
            return evidence.isPresent();
        }
    }

    /** Reads the evidence of this machine: some twenty small files. */
    public static Hosting of(Host host) {
        var clues = Clues.of(host);
        List<State> states = new ArrayList<>();
        for (var driver : HostingDriver.all())
            states.add(
                    new State(driver.name(), driver.layer(), driver.evidence().apply(clues)));
        return new Hosting(states);
    }

    public List<State> active() {
        return drivers.stream().filter(State::active).toList();
    }

    /** The nearest one that is active: it names where the node is. */
    public State main() {
        return active().getFirst();
    }

    /** The nearest active one of a layer. */
    public Optional<State> of(Layer layer) {
        return active().stream().filter(state -> state.layer() == layer).findFirst();
    }

    public boolean isActive(String name) {
        return drivers.stream().anyMatch(state -> state.active() && state.name().equals(name));
    }

    /** A list of {@code {name, layer, is_active, evidence}}, as {@code agent info} shows it. */
    public Value.Items statesToValue() {
        return new Value.Items(drivers.stream()
                .<Value>map(state -> Value.object()
                        .with("name", state.name())
                        .with("layer", state.layer().word())
                        .with("is_active", state.active())
                        .with("evidence", state.evidence().orElse(""))
                        .end())
                .toList());
    }
}

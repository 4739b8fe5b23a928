package org.opsbro.discovery.dns.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.opsbro.discovery.dns.Town;
import org.opsbro.model.Level;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.PaperPacks;

/** A listener on a free port of this machine, over a town that may change; asked with dig. */
public final class Listening implements AutoCloseable {
    private final Town town;
    private final Map<String, Value> parameters = new HashMap<>(Map.of("port", Value.of(0)));
    private final DnsListener listener;
    private volatile World world;

    public Listening(Town town) {
        this.town = town;
        this.world = worldOf(town);
        this.listener = new DnsListener(() -> world, () -> true, new SplittableRandom(42));
    }

    private static World worldOf(Town town) {
        return new World(Town.NOON, town.self(), town.byId(), Map.of(), Map.of(), List.of(), List.of());
    }

    public Listening with(String parameter, Value value) {
        parameters.put(parameter, value);
        return this;
    }

    /** Takes a turn, as the clockwork does. */
    public Listening turn() {
        listener.packs(PaperPacks.of(DnsListener.PACK, Level.GLOBAL, parameters));
        listener.take(world);
        return this;
    }

    /** The town as it is now becomes the World. */
    public void changed() {
        world = worldOf(town);
    }

    public DnsListener listener() {
        return listener;
    }

    public int port() {
        return listener.port();
    }

    public String dig(String... words) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of("dig", "@127.0.0.1", "-p", "" + port(), "+time=5", "+tries=1"));
        line.addAll(List.of(words));
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Override
    public void close() {
        listener.close();
    }
}

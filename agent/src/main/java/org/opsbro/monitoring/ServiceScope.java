package org.opsbro.monitoring;

import java.util.random.RandomGenerator;
import org.opsbro.evaluator.PackScope;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Parameters;

/** What a service may refer to: as all objects of packs, and {@code service.} with its name, its pack and the ids of its checks. */
public final class ServiceScope extends PackScope {
    private final Service service;

    public ServiceScope(World world, Host host, RandomGenerator random, Parameters parameters, Service service) {
        super(world, host, random, parameters.values());
        this.service = service;
    }

    @Override
    public Value.Fields root(String name) {
        if (!name.equals("service")) return super.root(name);
        return Value.object()
                .with("name", service.name())
                .with("pack", service.pack())
                .with("checks", Value.texts(service.checks()))
                .end();
    }
}

package org.opsbro.model;

/**
 * How a module is doing: a part of a pack that runs on its own, such as a listener.
 *
 * @param pack whose parameters it follows
 * @param type listener, connector or handler
 * @param log what it does, or why it does not; may be empty
 * @param configuration what it follows, without secrets
 * @param counters what it did since it was started
 */
public record ModuleReport(
        String name,
        String pack,
        String type,
        State state,
        String log,
        Value.Fields configuration,
        Value.Fields counters) {
    public enum State {
        STARTED,
        /** Not wanted on this node. */
        DISABLED,
        /** Wanted, and not possible. */
        ERROR
    }

    /** Keys: name, pack, module_type, state, log, configuration, counters. */
    public Value.Fields toValue() {
        return Value.object()
                .with("name", name)
                .with("pack", pack)
                .with("module_type", type)
                .with("state", state.name())
                .with("log", log)
                .with("configuration", configuration)
                .with("counters", counters)
                .end();
    }
}

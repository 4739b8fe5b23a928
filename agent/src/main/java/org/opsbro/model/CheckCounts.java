package org.opsbro.model;

/** How many checks of a node are in each state: the summary that other nodes see. */
public record CheckCounts(int ok, int warning, int critical, int unknown) {
    public static final CheckCounts NONE = new CheckCounts(0, 0, 0, 0);

    /** With one check more in a state; PENDING counts nowhere. */
    public CheckCounts plus(CheckState state) {
        return with(state, 1);
    }

    /** With one check less in a state. */
    public CheckCounts minus(CheckState state) {
        return with(state, -1);
    }

    /** The worst state there is: critical, unknown, warning, then ok; PENDING without checks. */
    public CheckState worst() {
        if (critical > 0) return CheckState.CRITICAL;
        if (unknown > 0) return CheckState.UNKNOWN;
        if (warning > 0) return CheckState.WARNING;
        return ok > 0 ? CheckState.OK : CheckState.PENDING;
    }

    private CheckCounts with(CheckState state, int change) {
        return switch (state) {
            case OK -> new CheckCounts(ok + change, warning, critical, unknown);
            case WARNING -> new CheckCounts(ok, warning + change, critical, unknown);
            case CRITICAL -> new CheckCounts(ok, warning, critical + change, unknown);
            case UNKNOWN -> new CheckCounts(ok, warning, critical, unknown + change);
            case PENDING -> this;
        };
    }

    /** Keys: ok, warning, critical, unknown. */
    public Value.Fields toValue() {
        return Value.object()
                .with("ok", ok)
                .with("warning", warning)
                .with("critical", critical)
                .with("unknown", unknown)
                .end();
    }
}

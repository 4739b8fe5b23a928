package org.opsbro.model;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A server with an agent, as the cluster knows it: what it tells of itself, and what is known of its life.
 *
 * @param profile what it says
 * @param incarnation raised by the node itself: of two stories the one with the higher incarnation is newer
 * @param since when its state began, as this node saw it; EPOCH while unknown
 * @param stale whether it is in another zone whose link is lost: what is said here is the last that was heard
 */
public record Node(NodeId id, Profile profile, State state, long incarnation, Instant since, boolean stale) {
    public enum State {
        ALIVE,
        SUSPECT,
        DEAD,
        LEAVE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The state of a word; empty if it is none. */
        public static Optional<State> named(String word) {
            for (var state : values()) if (state.word().equals(word)) return Optional.of(state);
            return Optional.empty();
        }
    }

    /** A living node that says no more than its name. */
    public static Node named(NodeId id, String name, String zone) {
        return new Node(id, Profile.named(name, zone), State.ALIVE, 0, Instant.EPOCH, false);
    }

    public String name() {
        return profile.name();
    }

    public String displayName() {
        return profile.displayName();
    }

    public String address() {
        return profile.address();
    }

    public int port() {
        return profile.port();
    }

    public String zone() {
        return profile.zone();
    }

    public boolean relay() {
        return profile.relay();
    }

    public SortedSet<String> definedGroups() {
        return profile.definedGroups();
    }

    public SortedSet<String> detectedGroups() {
        return profile.detectedGroups();
    }

    public SortedMap<String, NodeService> services() {
        return profile.services();
    }

    public CheckCounts checks() {
        return profile.checks();
    }

    /** Whether others may be sent to it: alive, or suspected only. */
    public boolean living() {
        return state == State.ALIVE || state == State.SUSPECT;
    }

    public boolean isIn(String group) {
        return definedGroups().contains(group) || detectedGroups().contains(group);
    }

    /** Defined and detected together. */
    public SortedSet<String> groups() {
        var all = new TreeSet<>(definedGroups());
        all.addAll(detectedGroups());
        return all;
    }

    public Node with(Profile next) {
        return new Node(id, next, state, incarnation, since, stale);
    }

    public Node withDetectedGroups(SortedSet<String> groups) {
        return with(profile.withGroups(definedGroups(), groups));
    }

    public Node withDefinedGroups(SortedSet<String> groups) {
        return with(profile.withGroups(groups, detectedGroups()));
    }

    public Node withState(State next, Instant at) {
        return new Node(id, profile, next, incarnation, at, stale);
    }

    public Node withIncarnation(long next) {
        return new Node(id, profile, state, next, since, stale);
    }

    public Node withStale(boolean next) {
        return new Node(id, profile, state, incarnation, since, next);
    }

    /**
     * Keys of the original's record: uuid name display_name addr port zone is_proxy state incarnation groups; and since, stale, defined_groups,
     * detected_groups, services (by id), checks (counts).
     */
    public Value.Fields toValue() {
        var offered = Value.object();
        services().forEach((id, service) -> offered.with(id, service.toValue()));
        return Value.object()
                .with("uuid", id.uuid())
                .with("name", name())
                .with("display_name", displayName())
                .with("addr", address())
                .with("port", port())
                .with("zone", zone())
                .with("is_proxy", relay())
                .with("state", state.word())
                .with("since", since.toString())
                .with("stale", stale)
                .with("incarnation", incarnation)
                .with("groups", Value.texts(groups()))
                .with("defined_groups", Value.texts(definedGroups()))
                .with("detected_groups", Value.texts(detectedGroups()))
                .with("services", offered.end())
                .with("checks", checks().toValue())
                .end();
    }
}

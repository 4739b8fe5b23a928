package org.opsbro.monitoring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.opsbro.model.CheckState;
import org.opsbro.model.GoDuration;
import org.opsbro.model.GroupName;
import org.opsbro.model.Value;
import org.opsbro.monitoring.RegisteredCheck.How;

/**
 * Reads what programs register in the way of Consul. Keys are taken in any case, as Consul does; what would mean something and is not done here is
 * refused with {@link IllegalArgumentException}.
 */
public final class RegistrationReader {
    private static final int MOST_CHECKS = 8;
    private static final int MOST_META = 64;
    private static final int MOST_TEXT = 512;
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration NEVER = Duration.ZERO;
    private static final Duration LEAST_PATIENCE = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofDays(30);
    private static final Pattern HOST_AND_PORT = Pattern.compile("\\[?([A-Za-z0-9._:-]{1,255}?)]?:([0-9]{1,5})");
    private static final Pattern URL = Pattern.compile("https?://[A-Za-z0-9._~:/?#@!$&()*+,;=%\\[\\]-]{1,2000}");
    private static final List<String> KINDS_NOT_RUN = List.of(
            "Args",
            "Script",
            "ScriptArgs",
            "DockerContainerID",
            "GRPC",
            "H2PING",
            "UDP",
            "AliasNode",
            "AliasService",
            "OSService");

    private final Map<String, Value> given = new HashMap<>();

    private RegistrationReader(Value.Fields body) {
        body.forEach((key, value) -> {
            if (!(value instanceof Value.None)) given.put(key.toLowerCase(Locale.ROOT), value);
        });
    }

    /** @param own tells whether an address is one of this node, empty or not: services elsewhere are not this node's to offer */
    public static Registration service(Value.Fields body, Predicate<String> own) {
        return new RegistrationReader(body).service(own);
    }

    /** A check that is registered by itself. */
    public static RegisteredCheck check(Value.Fields body) {
        return new RegistrationReader(body).check("", "", "");
    }

    private Registration service(Predicate<String> own) {
        var name = name("Name", "");
        var id = name("ID", name);
        refuse("Kind", "Connect", "Proxy", "SocketPath");
        var address = text("Address");
        if (!own.test(address))
            throw new IllegalArgumentException("found the Address " + address
                    + ", which is not one of this node: register the service with the agent of its own node");
        return new Registration(id, name, (int) number("Port", 65_535), tags(), meta(), checks(id, name));
    }

    private List<RegisteredCheck> checks(String id, String name) {
        List<Value> written = new ArrayList<>();
        if (given.containsKey("check")) written.add(given.get("check"));
        written.addAll(items("Checks"));
        if (written.size() > MOST_CHECKS)
            throw new IllegalArgumentException("found " + written.size() + " checks, want " + MOST_CHECKS + " at most");
        List<RegisteredCheck> checks = new ArrayList<>();
        for (var each : written) {
            if (!(each instanceof Value.Fields fields)) throw new IllegalArgumentException("want a check {…}");
            if (fields.size() == 0) continue;
            var usual = "service:" + id + (written.size() > 1 ? ":" + (checks.size() + 1) : "");
            checks.add(new RegistrationReader(fields).check(usual, "Service '" + name + "' check", id));
        }
        return checks;
    }

    private RegisteredCheck check(String usualId, String usualName, String service) {
        var name = text("Name").isEmpty() ? usualName : text("Name");
        var id = Optional.of(text("CheckID").isEmpty() ? text("ID") : text("CheckID"))
                .filter(text -> !text.isEmpty())
                .orElse(usualId.isEmpty() ? name : usualId);
        if (!id.matches("[A-Za-z0-9_.:-]{1,100}"))
            throw new IllegalArgumentException(
                    "found the id of a check \"" + id + "\", want letters, digits and _ - . : only, at most 100");
        for (var kind : KINDS_NOT_RUN)
            if (isGiven(kind))
                throw new IllegalArgumentException("the check " + id + " has " + kind
                        + ", want TTL, TCP or HTTP: what runs a program belongs into a pack, as a check with script");
        refuse("Header", "Body", "TLSSkipVerify");
        if (!text("Method").isEmpty() && !text("Method").equals("GET"))
            throw new IllegalArgumentException("found the Method " + text("Method") + ", want GET");
        var how = how(id);
        return new RegisteredCheck(
                id,
                name.isEmpty() ? id : name,
                text("Notes"),
                service.isEmpty() ? text("ServiceID") : service,
                how,
                how instanceof How.Told ? Duration.ofSeconds(1) : duration("Interval", USUAL_TIMEOUT),
                duration("Timeout", USUAL_TIMEOUT),
                initial(),
                patience());
    }

    private How how(String id) {
        if (isGiven("TTL")) return new How.Told(duration("TTL", NEVER));
        if (isGiven("HTTP")) {
            if (!URL.matcher(text("HTTP")).matches())
                throw new IllegalArgumentException("found HTTP " + text("HTTP") + ", want http://… or https://…");
            return new How.Answers(text("HTTP"));
        }
        var place = HOST_AND_PORT.matcher(text("TCP"));
        if (place.matches() && Integer.parseInt(place.group(2)) <= 65_535)
            return new How.Connects(place.group(1), Integer.parseInt(place.group(2)));
        throw new IllegalArgumentException("the check " + id + " wants \"TTL\": \"15s\", \"TCP\": \"host:port\" or "
                + "\"HTTP\": \"http://…\", the latter two with \"Interval\": \"10s\"");
    }

    private CheckState initial() {
        var status = text("Status");
        if (status.isEmpty()) return CheckState.CRITICAL;
        return RegisteredCheck.state(status)
                .orElseThrow(() -> new IllegalArgumentException(
                        "found the Status " + status + ", want passing, warning or critical"));
    }

    private Duration patience() {
        var wanted = duration("DeregisterCriticalServiceAfter", NEVER);
        return wanted.isZero() || wanted.compareTo(LEAST_PATIENCE) > 0 ? wanted : LEAST_PATIENCE;
    }

    private String name(String key, String fallback) {
        var name = text(key).isEmpty() ? fallback : text(key);
        if (GroupName.isOne(name)) return name;
        throw new IllegalArgumentException("found the " + key + " \"" + name
                + "\", want letters, digits and _ - . : only, at most " + GroupName.MAX_LENGTH);
    }

    private SortedSet<String> tags() {
        var tags = new TreeSet<String>();
        for (var tag : items("Tags")) tags.add(bounded("Tags", tag.display()));
        if (tags.size() > ServiceReader.MOST_TAGS)
            throw new IllegalArgumentException(
                    "found " + tags.size() + " tags, want " + ServiceReader.MOST_TAGS + " at most");
        return tags;
    }

    private Value.Fields meta() {
        if (!isGiven("Meta")) return Value.Fields.EMPTY;
        if (!(given.get("meta") instanceof Value.Fields meta) || meta.size() > MOST_META)
            throw new IllegalArgumentException("want as Meta texts by name, at most " + MOST_META);
        meta.forEach((key, value) -> {
            bounded("Meta", key);
            bounded("Meta", value.display());
        });
        return meta;
    }

    private List<Value> items(String key) {
        var value = given.get(key.toLowerCase(Locale.ROOT));
        if (value == null) return List.of();
        if (value instanceof Value.Items items) return items.all();
        throw new IllegalArgumentException("want a list as " + key);
    }

    /** Something of the key that is neither empty nor false. */
    private boolean isGiven(String key) {
        return switch (given.get(key.toLowerCase(Locale.ROOT))) {
            case null -> false;
            case Value.Text text -> !text.text().isEmpty();
            case Value.Bool bool -> bool.isTrue();
            case Value.Items items -> !items.all().isEmpty();
            case Value.Fields fields -> fields.size() > 0;
            default -> true;
        };
    }

    private void refuse(String... keys) {
        for (var key : keys)
            if (isGiven(key)) throw new IllegalArgumentException(key + " is not supported by this agent: leave it out");
    }

    private String text(String key) {
        return switch (given.get(key.toLowerCase(Locale.ROOT))) {
            case null -> "";
            case Value.Text text -> bounded(key, text.text());
            default -> throw new IllegalArgumentException("want a text as " + key);
        };
    }

    private static String bounded(String key, String text) {
        if (text.length() <= MOST_TEXT && text.chars().noneMatch(Character::isISOControl)) return text;
        throw new IllegalArgumentException(
                "want as " + key + " texts of at most " + MOST_TEXT + " characters, on one line");
    }

    private long number(String key, long most) {
        return switch (given.get(key.toLowerCase(Locale.ROOT))) {
            case null -> 0;
            case Value.Int number when number.number() >= 0 && number.number() <= most -> number.number();
            default -> throw new IllegalArgumentException("want a number from 0 to " + most + " as " + key);
        };
    }

    private Duration duration(String key, Duration fallback) {
        if (text(key).isEmpty()) return fallback;
        return GoDuration.parse(text(key))
                .filter(each -> each.compareTo(Duration.ofSeconds(1)) >= 0 && each.compareTo(MOST) <= 0)
                .orElseThrow(() -> new IllegalArgumentException(
                        "found " + key + " " + text(key) + ", want a duration from 1s to 720h such as 15s"));
    }
}

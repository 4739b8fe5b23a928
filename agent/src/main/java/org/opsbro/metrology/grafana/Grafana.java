package org.opsbro.metrology.grafana;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.host.Network;
import org.opsbro.host.Network.Answer;
import org.opsbro.host.Network.HttpCall;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** The calls of <a href="https://grafana.com/docs/grafana/latest/developers/http_api/">Grafana's HTTP API</a> for data sources and dashboards, version 9 and later. */
final class Grafana {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 8 << 20;
    private static final int LONGEST_REASON = 200;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final Network network;
    private final GrafanaSettings settings;

    /** What it did not do, and why. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final boolean isConflict;

        Refused(String message, boolean isConflict) {
            super(message, null, false, false);
            this.isConflict = isConflict;
        }

        /** Whether there is another one of that name: nothing that asking again would mend, and no reason to stop. */
        boolean isConflict() {
            return isConflict;
        }
    }

    Grafana(Network network, GrafanaSettings settings) {
        this.network = network;
        this.settings = settings;
    }

    /** Those of our kind. */
    List<Source> sources() throws Refused {
        if (!(asked("GET", "/api/datasources", Optional.empty()) instanceof Value.Items(var all)))
            throw new Refused(settings.url() + " is no Grafana: its data sources are no list", false);
        List<Source> ours = new ArrayList<>();
        for (var each : all)
            if (each instanceof Value.Fields told) Source.told(told).ifPresent(ours::add);
        return ours;
    }

    void create(Source source) throws Refused {
        asked("POST", "/api/datasources", Optional.of(source.toValue()));
    }

    void change(String uid, Source source) throws Refused {
        asked("PUT", "/api/datasources/uid/" + uid, Optional.of(source.toValue()));
    }

    void remove(String uid) throws Refused {
        asked("DELETE", "/api/datasources/uid/" + uid, Optional.empty());
    }

    /** The dashboard of a uid; empty without one. */
    Optional<Value.Fields> dashboard(String uid) throws Refused {
        var answer = call("GET", "/api/dashboards/uid/" + uid, "");
        if (answer.code() == NOT_FOUND) return Optional.empty();
        return read(answer, "GET", "/api/dashboards/uid") instanceof Value.Fields told
                        && told.get("dashboard") instanceof Value.Fields dashboard
                ? Optional.of(dashboard)
                : Optional.empty();
    }

    void put(Value.Fields dashboard, boolean overwrite) throws Refused {
        var body = Value.object()
                .with("dashboard", dashboard)
                .with("message", "by OpsBro")
                .with("overwrite", overwrite)
                .end();
        asked("POST", "/api/dashboards/db", Optional.of(body));
    }

    private Value asked(String method, String path, Optional<Value> body) throws Refused {
        return read(call(method, path, body.map(Json::write).orElse("")), method, path);
    }

    private Answer.Received call(String method, String path, String body) throws Refused {
        var headers = Map.of(
                "Authorization",
                "Bearer " + settings.key(),
                "Accept",
                "application/json",
                "Content-Type",
                "application/json");
        return switch (network.http(new HttpCall(method, settings.url() + path, headers, body, PATIENCE, MOST_BYTES))) {
            case Answer.Received received -> received;
            case Answer.NoAnswer(var reason) ->
                throw new Refused("no answer of " + settings.url() + ": " + reason, false);
        };
    }

    private Value read(Answer.Received answer, String method, String path) throws Refused {
        if (answer.code() != OK) throw refused(answer, method, path);
        try {
            return Json.read(answer.body());
        } catch (Json.NotJson wrong) {
            throw new Refused(settings.url() + " is no Grafana: " + path + " answers what is no JSON", false);
        }
    }

    private Refused refused(Answer.Received answer, String method, String path) {
        return switch (answer.code()) {
            case 401 ->
                new Refused(
                        "Grafana refuses the key (401): make a token of a service account there, and 'opsbro packs parameters set grafana.api_key TOKEN'",
                        false);
            case 403 ->
                new Refused(
                        "the key of Grafana may not " + method + " " + path
                                + " (403): give its service account the role Admin",
                        false);
            case 301, 302, 307, 308 ->
                new Refused(
                        settings.url() + " leads elsewhere (" + answer.code()
                                + "): set grafana.url to where Grafana is",
                        false);
            case CONFLICT, PRECONDITION_FAILED -> new Refused(said(answer, method, path), true);
            default -> new Refused(said(answer, method, path), false);
        };
    }

    private static String said(Answer.Received answer, String method, String path) {
        var reason = "";
        try {
            reason = Json.readObject(answer.body()).get("message").display();
        } catch (Json.NotJson ignored) { // then there is no reason to tell
        }
        return method + " " + path + " failed (" + answer.code() + ")"
                + (reason.isBlank() ? "" : ": " + reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
    }
}

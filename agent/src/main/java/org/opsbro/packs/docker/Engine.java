package org.opsbro.packs.docker;

import java.time.Duration;
import java.util.Map;
import org.opsbro.host.Host;
import org.opsbro.host.Network.Answer;
import org.opsbro.host.Network.HttpCall;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** The daemon behind a Unix socket, asked by the HTTP API of Docker Engine. Only reads. */
record Engine(Host host, String socket) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    /** It does not answer as it should. */
    static final class Silent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Silent(String why) {
            super(why, null, false, false);
        }
    }

    /** What it answers, as text. */
    String text(String target) {
        var url = "http://unix:" + socket + ":" + target;
        return switch (host.network().http(new HttpCall("GET", url, Map.of(), "", PATIENCE, MOST_BYTES))) {
            case Answer.Received(int code, String body) when code == 200 -> body;
            case Answer.Received(int code, String body) ->
                throw new Silent(socket + " answered " + target + " with status " + code + ", want 200");
            case Answer.NoAnswer(String reason) -> throw new Silent(socket + ": " + reason);
        };
    }

    Value.Fields object(String target) {
        return json(target) instanceof Value.Fields fields ? fields : Value.Fields.EMPTY;
    }

    Value.Items list(String target) {
        return json(target) instanceof Value.Items items ? items : Value.Items.EMPTY;
    }

    private Value json(String target) {
        try {
            return Json.read(text(target));
        } catch (Json.NotJson odd) {
            throw new Silent(socket + " answered " + target + " with no JSON: " + odd.getMessage());
        }
    }
}

package org.opsbro.packs.system;

import java.time.Instant;
import java.util.Optional;
import org.opsbro.model.Value;

/** Somebody who is logged in, each time once: {@code user tty host since} (seconds since 1970), the latter two absent where unknown. */
record LoggedIn(String user, String tty, String host, Optional<Instant> since) {
    Value toValue() {
        var fields = Value.object().with("user", user).with("tty", tty);
        if (!host.isEmpty()) fields.with("host", host);
        since.ifPresent(instant -> fields.with("since", instant.getEpochSecond()));
        return fields.end();
    }
}

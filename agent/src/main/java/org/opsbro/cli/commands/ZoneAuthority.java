package org.opsbro.cli.commands;

import org.opsbro.cli.Arguments;
import org.opsbro.cli.Session;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Value;

/** What the commands about the authority of a zone have in common. */
final class ZoneAuthority {
    private ZoneAuthority() {}

    static Arguments declareZone(Arguments arguments) {
        return arguments.option("--zone", "ZONE", "which zone; else the one this node is in");
    }

    static FieldsBuilder body(Session session) {
        var body = Value.object().with("erase", session.given().has("--erase"));
        session.given().find("--zone").ifPresent(zone -> body.with("zone", zone));
        return body;
    }
}

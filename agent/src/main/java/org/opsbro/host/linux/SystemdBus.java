package org.opsbro.host.linux;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.opsbro.host.HostException;

/**
 * Asks systemd about its units over D-Bus, org.freedesktop.systemd1(5), and changes nothing. A connection for each question: one that stays would cost a
 * thread. Where no bus runs, systemd's own socket is asked as root does with systemctl.
 */
final class SystemdBus {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String SYSTEMD = "org.freedesktop.systemd1";
    private static final String UNKNOWN_METHOD = "org.freedesktop.DBus.Error.UnknownMethod";
    private static final int MOST_GREETING = 1024;

    private final List<Door> doors;
    private final Duration limit;

    /** @param greets whether there is a bus behind it, which wants a hello */
    record Door(String path, boolean greets) {}

    /** A unit as systemd has it: {@code cron.service}, {@code active}, {@code running}. */
    record Unit(String name, String active, String sub) {}

    SystemdBus() {
        this(List.of(new Door("/run/dbus/system_bus_socket", true), new Door("/run/systemd/private", false)), PATIENCE);
    }

    SystemdBus(List<Door> doors, Duration limit) {
        this.doors = doors;
        this.limit = limit;
    }

    /**
     * At least those of these units that systemd has in memory.
     *
     * @throws HostException if systemd gives no answer
     */
    List<Unit> units(Collection<String> names) {
        return asked("ListUnitsByNames", List.copyOf(names));
    }

    /** @throws HostException if systemd gives no answer */
    List<String> failed() {
        return asked("ListUnitsFiltered", List.of("failed")).stream()
                .filter(unit -> unit.active().equals("failed"))
                .map(Unit::name)
                .toList();
    }

    private List<Unit> asked(String method, List<String> names) {
        var said = new ArrayList<String>();
        for (var door : doors) {
            try {
                return asked(door, method, names);
            } catch (IOException failed) {
                var why = failed.getMessage() == null ? "none within " + limit : failed.getMessage();
                said.add(door.path() + ": " + why);
            }
        }
        throw new HostException("systemd gives no answer: " + String.join("; ", said));
    }

    private List<Unit> asked(Door door, String method, List<String> names) throws IOException {
        try (var dialog = UnixDialog.open(door.path(), limit)) {
            var heard = dialog.heard();
            enter(dialog, heard, door);
            var answer = answer(dialog, heard, 2, method, names);
            // systemd before 230 tells only of all
            return units(
                    answer.error().equals(UNKNOWN_METHOD) ? answer(dialog, heard, 3, "ListUnits", List.of()) : answer);
        }
    }

    private static BusMessage answer(
            UnixDialog dialog, InputStream heard, int serial, String method, List<String> names) throws IOException {
        dialog.say(BusCall.of(serial, SYSTEMD, "/org/freedesktop/systemd1", SYSTEMD + ".Manager." + method, names));
        return answer(heard, serial);
    }

    /** EXTERNAL: the kernel tells the other end who we are. The bus reads all of it in one go. */
    private static void enter(UnixDialog dialog, InputStream heard, Door door) throws IOException {
        dialog.say("\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n".getBytes(StandardCharsets.US_ASCII));
        var line = line(heard);
        if (line.startsWith("DATA")) line = line(heard);
        if (!line.startsWith("OK ")) throw new IOException("it does not let us in: " + line);
        if (!door.greets()) return;
        var bus = "org.freedesktop.DBus";
        dialog.say(BusCall.of(1, bus, "/org/freedesktop/DBus", bus + ".Hello", List.of()));
        var answer = answer(heard, 1);
        if (!answer.error().isEmpty()) throw new IOException("it does not let us in: " + answer.error());
    }

    private static String line(InputStream heard) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var letter = heard.read(); letter != '\n'; letter = heard.read()) {
            if (letter < 0) throw new EOFException("the connection ended");
            if (line.size() > MOST_GREETING) throw new IOException("it greets with too many letters");
            line.write(letter);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    /** Signals come in between. */
    private static BusMessage answer(InputStream heard, int serial) throws IOException {
        while (true) {
            var message = BusMessage.read(heard);
            if (message.answers() == serial) return message;
        }
    }

    static List<Unit> units(BusMessage answer) throws IOException {
        if (!answer.error().isEmpty())
            throw new IOException(answer.error() + " " + BusMessage.understood(answer.body()::text));
        return BusMessage.understood(() -> units(answer.body()));
    }

    /** {@code a(ssssssouso)}: name, description, load state, active state, sub state, whom it follows, path, and the job that waits. */
    private static List<Unit> units(BusMessage.Body body) {
        var units = new ArrayList<Unit>();
        var size = body.number();
        body.align(Long.BYTES);
        for (var end = body.at() + size; body.at() < end; ) {
            body.align(Long.BYTES);
            var name = body.text();
            body.text();
            body.text();
            units.add(new Unit(name, body.text(), body.text()));
            body.text();
            body.text();
            body.number();
            body.text();
            body.text();
        }
        return units;
    }
}

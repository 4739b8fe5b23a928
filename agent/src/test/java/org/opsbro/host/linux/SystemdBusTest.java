package org.opsbro.host.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.host.HostException;
import org.opsbro.host.linux.SystemdBus.Door;
import org.opsbro.host.linux.SystemdBus.Unit;

/** What a bus could answer that the real one of {@code DebianServicesTest} does not. */
class SystemdBusTest {
    private static final byte[] WELCOME = "DATA\r\nOK 0123\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    /** Answers one caller with these bytes, then hears it to its end. */
    private SystemdBus bus(Duration limit, byte[]... answers) throws IOException {
        var path = folder.resolve("bus" + answers.length + limit);
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
        Thread.ofVirtual().start(() -> {
            try (server;
                    var caller = server.accept()) {
                for (var answer : answers) caller.write(ByteBuffer.wrap(answer));
                Channels.newInputStream(caller).readAllBytes();
            } catch (IOException gone) {
                return; // it has heard enough
            }
        });
        return new SystemdBus(List.of(new Door(path.toString(), false)), limit);
    }

    private static final class Writer {
        private final ByteBuffer bytes;

        Writer(ByteOrder order) {
            bytes = ByteBuffer.allocate(4096).order(order);
        }

        Writer one(int value) {
            bytes.put((byte) value);
            return this;
        }

        Writer pad(int alignment) {
            while (bytes.position() % alignment != 0) bytes.put((byte) 0);
            return this;
        }

        Writer number(int value) {
            pad(4);
            bytes.putInt(value);
            return this;
        }

        Writer text(String text) {
            number(text.length());
            bytes.put(text.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
            return this;
        }

        Writer signature(String text) {
            one(text.length());
            bytes.put(text.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
            return this;
        }

        Writer units(String... names) {
            var list = new Writer(bytes.order());
            for (var name : names) {
                list.pad(8)
                        .text(name)
                        .text("")
                        .text("loaded")
                        .text("active")
                        .text("running")
                        .text("");
                list.text("/").number(0).text("").text("/");
            }
            number(list.bytes.position()).pad(8);
            bytes.put(list.all());
            return this;
        }

        byte[] all() {
            var all = new byte[bytes.position()];
            bytes.flip().get(all);
            return all;
        }
    }

    private static byte[] message(ByteOrder order, int answers, String error, byte[] body) {
        var fields = new Writer(order).pad(8).one(5).signature("u").number(answers);
        if (!error.isEmpty()) fields.pad(8).one(4).signature("s").text(error);
        var size = fields.bytes.position();
        var header = new Writer(order)
                .one(order == ByteOrder.BIG_ENDIAN ? 'B' : 'l')
                .one(error.isEmpty() ? 2 : 3)
                .one(0)
                .one(1);
        header.number(body.length).number(77).number(size);
        header.bytes.put(fields.all());
        header.pad(8);
        header.bytes.put(body);
        return header.all();
    }

    @Test
    void the_other_byte_order_and_answers_to_others_are_understood() throws IOException {
        var order = ByteOrder.BIG_ENDIAN;
        var bus = bus(
                LONG,
                WELCOME,
                message(order, 0, "", new byte[0]),
                message(
                        order,
                        2,
                        "",
                        new Writer(order).units("a.service", "bc.timer").all()));

        assertThat(bus.units(List.of("a.service", "bc.timer")))
                .containsExactly(new Unit("a.service", "active", "running"), new Unit("bc.timer", "active", "running"));
    }

    @Test
    void an_old_systemd_is_asked_for_all() throws IOException {
        var order = ByteOrder.LITTLE_ENDIAN;
        var unknown = message(
                order,
                2,
                "org.freedesktop.DBus.Error.UnknownMethod",
                new Writer(order).text("no").all());
        var bus = bus(
                LONG,
                WELCOME,
                unknown,
                message(order, 3, "", new Writer(order).units("a.service").all()));

        assertThat(bus.units(List.of("a.service"))).containsExactly(new Unit("a.service", "active", "running"));
    }

    @Test
    void what_it_refuses_is_told() throws IOException {
        var order = ByteOrder.LITTLE_ENDIAN;
        var denied = message(
                order,
                2,
                "org.freedesktop.DBus.Error.AccessDenied",
                new Writer(order).text("go away").all());

        assertThatThrownBy(() -> bus(LONG, WELCOME, denied).units(List.of("a.service")))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("AccessDenied go away");
        assertThatThrownBy(() -> bus(LONG, "REJECTED EXTERNAL\r\n".getBytes(StandardCharsets.US_ASCII))
                        .failed())
                .hasMessageContaining("does not let us in: REJECTED EXTERNAL");
    }

    @Test
    void who_gives_no_answer_is_not_waited_for() {
        assertThatThrownBy(() -> bus(Duration.ofMillis(200), WELCOME).failed())
                .hasMessageContaining("none within PT0.2S");
        assertThatThrownBy(() -> new SystemdBus(List.of(), LONG).failed()).isInstanceOf(HostException.class);
    }

    @Test
    void nonsense_is_told_and_no_more() {
        var random = new Random(7);
        var order = ByteOrder.LITTLE_ENDIAN;
        var good = message(order, 2, "", new Writer(order).units("a.service").all());
        var refused = 0;
        for (var round = 0; round < 1000; round++) {
            var wrong = Arrays.copyOf(good, 1 + random.nextInt(good.length));
            for (var i = 0; i < 3; i++) wrong[random.nextInt(wrong.length)] = (byte) random.nextInt(256);
            try {
                SystemdBus.units(BusMessage.read(new ByteArrayInputStream(wrong)));
            } catch (IOException told) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }
}

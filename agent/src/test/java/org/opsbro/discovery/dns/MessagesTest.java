package org.opsbro.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.model.CheckState;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The form of messages: sizes, flags, and what is no question. */
class MessagesTest {
    private static final DnsSettings FORWARDING =
            DnsSettings.standard().withForwarders(List.of(new DnsSettings.Forwarder("192.0.2.53", 53)));

    private static Town big(int hosts) {
        var town = new Town();
        for (var i = 0; i < hosts; i++) {
            var name = "host-" + i;
            town.with(name, "10.1." + i / 256 + "." + i % 256, "paris", "all")
                    .offering(name, "http", 80, CheckState.OK);
        }
        return town;
    }

    private static Message edns(String name, int type, int size) {
        var query = Asking.query(name, type);
        query.addRecord(new OPTRecord(size, 0, 0), Section.ADDITIONAL);
        return query;
    }

    @Test
    void an_answer_says_who_says_it_and_keeps_the_letters_as_they_were_asked() {
        var query = Asking.query("wEB-1.nOde.OPSbro", Type.A);
        query.getHeader().unsetFlag(Flags.RD);
        var message = new Asking(Town.usual()).message(query, true);

        assertThat(message.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(message.getHeader().getFlag(Flags.QR)).isTrue();
        assertThat(message.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(message.getHeader().getFlag(Flags.RD)).isFalse();
        assertThat(message.getHeader().getFlag(Flags.RA)).isFalse();
        assertThat(message.getQuestion().getName()).hasToString("wEB-1.nOde.OPSbro.");
        assertThat(message.getSection(Section.ANSWER).getFirst().getName()).hasToString("wEB-1.nOde.OPSbro.");
        assertThat(message.getSection(Section.ANSWER).getFirst().getTTL()).isEqualTo(1);
    }

    @Test
    void what_is_not_there_may_be_kept_for_one_second() {
        var message = new Asking(Town.usual()).message("x.node.opsbro", Type.A);
        var authority = message.getSection(Section.AUTHORITY).getFirst();

        assertThat(authority.getName()).hasToString("opsbro.");
        assertThat(authority.getTTL()).isEqualTo(1);
        assertThat(authority.rdataToString()).endsWith(" 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 512, 1232, 4096, 8192, 65_535})
    void a_datagram_is_as_long_as_the_asker_takes_and_says_what_it_leaves_out(int size) {
        var most = size == 0 ? 512 : Math.min(8192, Math.max(512, size));
        var query = size == 0 ? Asking.query("all.group.opsbro", Type.A) : edns("all.group.opsbro", Type.A, size);
        var asking = new Asking(big(700));
        var bytes = asking.bytes(query.toWire(), true);
        var message = asking.message(query, true);

        assertThat(bytes.length).isBetween(most - 16, most);
        assertThat(message.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(asking.outcome()).isEqualTo(Outcome.TRUNCATED);
        assertThat(message.getOPT() != null).isEqualTo(size > 0);
        if (message.getOPT() != null)
            assertThat(message.getOPT().getPayloadSize()).isEqualTo(1232);
    }

    @Test
    void over_tcp_all_of_them_are_told() {
        var message = new Asking(big(700)).message(Asking.query("all.group.opsbro", Type.A), false);

        assertThat(message.getSection(Section.ANSWER)).hasSize(700);
        assertThat(message.getHeader().getFlag(Flags.TC)).isFalse();
    }

    @Test
    void addresses_of_services_fill_what_is_left_and_nothing_is_called_cut_for_them() {
        var asking = new Asking(big(100));
        var whole = asking.message(edns("_http._tcp.opsbro", Type.SRV, 8192), true);
        var tight = asking.message(edns("_http._tcp.opsbro", Type.SRV, 4600), true);

        assertThat(whole.getSection(Section.ANSWER)).hasSize(100);
        assertThat(whole.getSection(Section.ADDITIONAL)).hasSize(101);
        assertThat(tight.getSection(Section.ANSWER)).hasSize(100);
        assertThat(tight.getSection(Section.ADDITIONAL).size()).isBetween(2, 60);
        assertThat(tight.getHeader().getFlag(Flags.TC)).isFalse();
    }

    @Test
    void services_beyond_the_reach_of_a_pointer_are_told_without_addresses() {
        var message = new Asking(big(900)).message(Asking.query("_http._tcp.opsbro", Type.SRV), false);

        assertThat(message.getSection(Section.ANSWER)).hasSize(900);
        assertThat(message.getSection(Section.ADDITIONAL).size()).isBetween(300, 500);
    }

    @Test
    void a_name_elsewhere_is_refused_without_a_forwarder_and_left_to_it_where_there_is_one() {
        var forwarding = new Asking(Town.usual(), FORWARDING);

        assertThat(new Asking(Town.usual()).a("example.org")).containsExactly("REFUSED");
        forwarding.bytes(Asking.query("example.org", Type.A).toWire(), true);
        assertThat(forwarding.outcome()).isEqualTo(Outcome.FORWARDED);
        assertThat(forwarding.message("web-1.node.opsbro", Type.A).getHeader().getFlag(Flags.RA))
                .isTrue();
    }

    @Test
    void who_does_not_want_recursion_is_not_forwarded() {
        var query = Asking.query("example.org", Type.A);
        query.getHeader().unsetFlag(Flags.RD);

        assertThat(new Asking(Town.usual(), FORWARDING).message(query, true).getRcode())
                .isEqualTo(Rcode.REFUSED);
    }

    @Test
    void transfers_and_other_classes_are_refused() {
        var asking = new Asking(Town.usual());
        var chaos = Asking.query("version.bind", Type.TXT).toWire();
        chaos[chaos.length - 1] = 3;

        assertThat(asking.ask("opsbro", Type.AXFR)).containsExactly("REFUSED");
        assertThat(asking.ask("opsbro", Type.IXFR)).containsExactly("REFUSED");
        assertThat(asking.bytes(chaos, true)[3] & 15).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void a_newer_edns_is_told_which_version_is_spoken() {
        var query = Asking.query("web-1.node.opsbro", Type.A);
        query.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);

        assertThat(new Asking(Town.usual()).message(query, true).getRcode()).isEqualTo(Rcode.BADVERS);
    }

    @Test
    void options_of_edns_that_mean_nothing_here_change_nothing() {
        var query = edns("web-1.node.opsbro", Type.A, 1232).toWire();
        var cookie = Arrays.copyOf(query, query.length + 12);
        cookie[query.length - 1] = 12; // its length: option 10, 8 bytes
        cookie[query.length + 1] = 10;
        cookie[query.length + 3] = 8;

        assertThat(new Asking(Town.usual()).bytes(cookie, true)[7]).isEqualTo((byte) 1);
    }

    @Test
    void an_answer_sent_to_us_is_not_answered() {
        var asking = new Asking(Town.usual());
        var reply = asking.bytes(Asking.query("web-1.node.opsbro", Type.A).toWire(), true);

        assertThat(asking.bytes(reply, true)).isEmpty();
        assertThat(asking.outcome()).isEqualTo(Outcome.NO_QUERY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 255})
    void a_message_without_exactly_one_question_gets_twelve_bytes(int questions) {
        var query = Asking.query("web-1.node.opsbro", Type.A).toWire();
        query[5] = (byte) questions;
        var asking = new Asking(Town.usual());

        assertThat(asking.bytes(query, true)).hasSize(12);
        assertThat(asking.outcome()).isEqualTo(Outcome.MALFORMED);
    }

    @Test
    void another_opcode_gets_twelve_bytes() {
        var query = Asking.query("opsbro", Type.SOA).toWire();
        query[2] = 4 << 3;

        assertThat(new Asking(Town.usual()).bytes(query, true)[3] & 15).isEqualTo(Rcode.NOTIMP);
    }

    @Test
    void a_compressed_question_is_malformed_whether_it_loops_or_not() {
        var asking = new Asking(Town.usual());
        byte[] loop = {1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, (byte) 0xc0, 12, 0, 1, 0, 1};

        assertThat(asking.bytes(loop, true)).hasSize(12);
        assertThat(asking.outcome()).isEqualTo(Outcome.MALFORMED);
    }

    @Test
    void a_query_cut_at_any_byte_is_answered_by_twelve_bytes_at_most() {
        var asking = new Asking(Town.usual());
        var query = edns("web-1.node.opsbro", Type.A, 4096).toWire();
        for (var length = 0; length < query.length; length++) {
            var reply = asking.bytes(Arrays.copyOf(query, length), true);
            assertThat(reply.length).as("cut at %d", length).isEqualTo(length < 12 ? 0 : 12);
        }
    }

    @Test
    void bytes_changed_at_random_never_throw_and_never_amplify() {
        var random = new SplittableRandom(20_261_124);
        var asking = new Asking(big(300), FORWARDING);
        var queries = List.of(
                edns("all.group.opsbro", Type.A, 1232).toWire(),
                edns("_http._tcp.opsbro", Type.SRV, 512).toWire(),
                Asking.query("host-1.node.opsbro", Type.TXT).toWire(),
                Asking.query("1.0.1.10.in-addr.arpa", Type.PTR).toWire());
        for (var i = 0; i < 200_000; i++) {
            var query = queries.get(random.nextInt(queries.size())).clone();
            for (var changes = random.nextInt(4); changes >= 0; changes--)
                query[random.nextInt(query.length)] = (byte) random.nextInt(256);
            check(asking, query);
        }
    }

    @Test
    void answering_makes_no_objects() {
        var table = DnsTable.of(DnsSettings.standard(), big(50).nodes(), big(1).self(), 1);
        var responder = new Responder(new SplittableRandom(1));
        var into = ByteBuffer.allocateDirect(8192);
        var queries = List.of(
                ByteBuffer.wrap(edns("all.group.opsbro", Type.A, 1232).toWire()),
                ByteBuffer.wrap(edns("_http._tcp.opsbro", Type.SRV, 8192).toWire()),
                ByteBuffer.wrap(
                        Asking.query("host-1.node.paris.zone.opsbro", Type.A).toWire()),
                ByteBuffer.wrap(Asking.query("nobody.node.opsbro", Type.A).toWire()));
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (var query : queries) responder.answer(table, query, into, 8192, true);
        var before = threads.getCurrentThreadAllocatedBytes();
        for (var i = 0; i < 1000; i++) for (var query : queries) responder.answer(table, query, into, 8192, true);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }

    @Test
    void random_bytes_never_throw_and_never_amplify() {
        var random = new SplittableRandom(1);
        var asking = new Asking(big(20));
        for (var i = 0; i < 200_000; i++) check(asking, noise(random));
    }

    private static byte[] noise(RandomGenerator random) {
        var bytes = new byte[random.nextInt(80)];
        random.nextBytes(bytes);
        if (bytes.length > 12 && random.nextInt(4) > 0) {
            bytes[2] &= 1;
            Arrays.fill(bytes, 4, 12, (byte) 0);
            bytes[5] = 1;
            bytes[11] = (byte) random.nextInt(3);
        }
        return bytes;
    }

    private static void check(Asking asking, byte[] query) {
        var reply = asking.bytes(query, true);
        var edns = query.length > 12 && query[11] != 0;
        assertThat(reply.length).isLessThanOrEqualTo(edns ? 8192 : 512);
        if (asking.outcome() == Outcome.MALFORMED) assertThat(reply).hasSize(12);
        if (reply.length == 0) assertThat(asking.outcome().replies()).isFalse();
    }
}

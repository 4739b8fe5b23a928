package org.opsbro.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.model.CheckState;
import org.opsbro.model.Node;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Which names lead to which nodes, read by dnsjava. */
class NamesTest {
    private static final List<String> NO_DATA = List.of("NOERROR SOA");
    private static final List<String> NO_NAME = List.of("NXDOMAIN SOA");

    @ParameterizedTest
    @CsvSource({
        "web-1.node.opsbro, 10.0.0.1",
        "WEB-1.Node.OpsBro, 10.0.0.1",
        "web-1.node.paris.zone.opsbro, 10.0.0.1",
        "web-1.node.paris.opsbro, 10.0.0.1",
        "web-1.node.local.opsbro, 10.0.0.1",
        "web-1.name.paris.opsbro, 10.0.0.1",
        "00000001-0000-4000-8000-000000000001.node.opsbro, 10.0.0.1",
        "web.group.opsbro, 10.0.0.1 10.0.0.2 10.9.0.9",
        "web.group.paris.opsbro, 10.0.0.1 10.0.0.2",
        "web.group.paris.zone.opsbro, 10.0.0.1 10.0.0.2",
        "web.group.local.opsbro, 10.0.0.1 10.0.0.2",
        "web.group.lyon.opsbro, 10.9.0.9",
        "http.service.opsbro, 10.0.0.1 10.0.0.2",
        "http.service.paris.opsbro, 10.0.0.1 10.0.0.2",
        "http.role.opsbro, 10.0.0.1 10.0.0.2",
    })
    void a_name_leads_to_addresses(String name, String addresses) {
        assertThat(new Asking(Town.usual()).a(name)).containsExactly(addresses.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web-7.node.opsbro",
                "web-1.node.lyon.zone.opsbro",
                "web-1.node.nowhere.zone.opsbro",
                "web-1.opsbro",
                "cache.group.opsbro",
                "db.group.lyon.opsbro",
                "nowhere.opsbro",
                "x.web.group.opsbro",
                "http.service.lyon.opsbro"
            })
    void a_name_that_is_not_there_is_said_not_to_exist(String name) {
        assertThat(new Asking(Town.usual()).a(name)).isEqualTo(NO_NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node.opsbro",
                "group.opsbro",
                "service.opsbro",
                "_tcp.opsbro",
                "zone.opsbro",
                "paris.opsbro",
                "paris.zone.opsbro",
                "local.opsbro",
                "group.paris.opsbro",
                "web.group.zone.opsbro",
                "opsbro"
            })
    void a_name_above_others_exists_or_resolvers_would_take_all_below_for_missing(String name) {
        assertThat(new Asking(Town.usual()).a(name)).isEqualTo(NO_DATA);
    }

    @Test
    void a_group_with_dots_is_a_name_of_several_labels() {
        var town = Town.usual().with("c-1", "10.0.0.7", "paris", "front.cache", "cache");
        var asking = new Asking(town);

        assertThat(asking.a("front.cache.group.opsbro")).containsExactly("10.0.0.7");
        assertThat(asking.a("cache.group.paris.opsbro")).containsExactly("10.0.0.7");
        assertThat(asking.a("cache.group.lyon.opsbro")).isEqualTo(NO_DATA);
    }

    @Test
    void a_zone_with_dots_is_found_too() {
        var asking = new Asking(Town.usual().with("far", "10.7.0.1", "Lan.Rome", "web"));

        assertThat(asking.a("web.group.lan.rome.opsbro")).containsExactly("10.7.0.1");
        assertThat(asking.a("far.node.lan.rome.zone.opsbro")).containsExactly("10.7.0.1");
        assertThat(asking.a("rome.opsbro")).isEqualTo(NO_DATA);
    }

    @Test
    void an_address_of_the_other_kind_is_no_data_and_no_missing_name() {
        var asking = new Asking(Town.usual());

        assertThat(asking.ask("db-1.node.opsbro", Type.AAAA)).containsExactly("2001:db8:0:0:0:0:0:5");
        assertThat(asking.a("db-1.node.opsbro")).isEqualTo(NO_DATA);
        assertThat(asking.ask("web-1.node.opsbro", Type.AAAA)).isEqualTo(NO_DATA);
    }

    @Test
    void a_display_name_leads_to_its_node_unless_a_node_really_is_called_so() {
        var town = Town.usual()
                .profile("db-1", profile -> profile.calling("The Books (old)"))
                .profile("web-2", profile -> profile.calling("web-1"));
        var asking = new Asking(town);

        assertThat(asking.ask("the-books-old.node.opsbro", Type.AAAA)).containsExactly("2001:db8:0:0:0:0:0:5");
        assertThat(asking.a("web-1.node.opsbro")).containsExactly("10.0.0.1");
    }

    @Test
    void two_nodes_of_one_name_are_both_answered_and_told_apart_by_their_ids() {
        var town = Town.usual().with("web-3", "10.0.0.3", "paris").profile("web-3", profile -> renamed("web-1"));
        town.profile("web-3", profile -> profile.at("10.0.0.3", 1)).offering("web-3", "http", 90, CheckState.OK);
        var asking = new Asking(town);

        assertThat(asking.a("web-1.node.opsbro")).containsExactly("10.0.0.1", "10.0.0.3");
        assertThat(asking.ask("_http._tcp.opsbro", Type.SRV))
                .containsExactly(
                        "1 1 8080 00000001-0000-4000-8000-000000000001.node.opsbro.",
                        "1 1 8081 web-2.node.opsbro.",
                        "1 1 90 00000005-0000-4000-8000-000000000005.node.opsbro.");
    }

    private static org.opsbro.model.Profile renamed(String name) {
        return org.opsbro.model.Profile.named(name, "paris");
    }

    @Test
    void a_suspect_is_answered_and_a_dead_one_is_not() {
        var asking = new Asking(Town.usual().state("web-1", Node.State.SUSPECT).state("web-2", Node.State.DEAD));

        assertThat(asking.a("web.group.paris.opsbro")).containsExactly("10.0.0.1");
        assertThat(asking.a("web-2.node.opsbro")).isEqualTo(NO_DATA);
        assertThat(asking.a("http.service.opsbro")).containsExactly("10.0.0.1");
        assertThat(asking.ask("2.0.0.10.in-addr.arpa", Type.PTR)).isEqualTo(NO_DATA);
    }

    @Test
    void a_group_whose_nodes_are_all_dead_or_gone_is_empty_and_still_there() {
        var asking = new Asking(Town.usual()
                .state("web-1", Node.State.DEAD)
                .state("web-2", Node.State.LEAVE)
                .state("web-9", Node.State.DEAD));

        assertThat(asking.a("web.group.opsbro")).isEqualTo(NO_DATA);
    }

    @Test
    void a_node_with_a_critical_check_leaves_its_groups_but_keeps_its_name() {
        var asking = new Asking(Town.usual().critical("web-1"));

        assertThat(asking.a("web.group.paris.opsbro")).containsExactly("10.0.0.2");
        assertThat(asking.a("web-1.node.opsbro")).containsExactly("10.0.0.1");
    }

    @Test
    void where_all_are_critical_all_that_live_are_answered_as_a_last_resort() {
        var town = Town.usual()
                .critical("web-1")
                .critical("web-2")
                .critical("web-9")
                .state("web-9", Node.State.DEAD);

        assertThat(new Asking(town).a("web.group.opsbro")).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(new Asking(town, DnsSettings.standard().withLastResort(false)).a("web.group.opsbro"))
                .isEqualTo(NO_DATA);
    }

    @Test
    void a_service_is_answered_where_its_own_checks_pass() {
        var town = Town.usual()
                .offering("web-1", "http", 8080, CheckState.CRITICAL)
                .critical("web-2");

        assertThat(new Asking(town).a("http.service.opsbro")).containsExactly("10.0.0.2");
        assertThat(new Asking(town).ask("sql.service.opsbro", Type.AAAA)).containsExactly("2001:db8:0:0:0:0:0:5");
        town.offering("web-2", "http", 8081, CheckState.CRITICAL);
        assertThat(new Asking(town).a("http.service.opsbro")).containsExactly("10.0.0.1", "10.0.0.2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_http._tcp.opsbro",
                "_HTTP._udp.opsbro",
                "_http._tcp.paris.opsbro",
                "_http._tcp.paris.zone.opsbro",
                "http.service.opsbro",
                "http.role.local.opsbro"
            })
    void a_service_is_told_with_its_port_and_the_addresses_beside_it(String name) {
        var message = new Asking(Town.usual()).message(name, Type.SRV);

        assertThat(message.getSection(Section.ANSWER))
                .extracting(org.xbill.DNS.Record::rdataToString)
                .containsExactlyInAnyOrder("1 1 8080 web-1.node.opsbro.", "1 1 8081 web-2.node.opsbro.");
        assertThat(message.getSection(Section.ADDITIONAL))
                .extracting(each -> each.getName() + " " + each.rdataToString())
                .containsExactlyInAnyOrder("web-1.node.opsbro. 10.0.0.1", "web-2.node.opsbro. 10.0.0.2");
    }

    @Test
    void a_service_without_a_port_has_addresses_and_no_srv() {
        var asking = new Asking(Town.usual().offering("web-1", "cron", 0, CheckState.OK));

        assertThat(asking.a("cron.service.opsbro")).containsExactly("10.0.0.1");
        assertThat(asking.ask("cron.service.opsbro", Type.SRV)).isEqualTo(NO_DATA);
        assertThat(asking.ask("_cron._tcp.opsbro", Type.SRV)).isEqualTo(NO_DATA);
    }

    @Test
    void txt_tells_what_a_node_is_even_of_a_dead_one() {
        var town = Town.usual().state("web-1", Node.State.DEAD).profile("web-1", profile -> profile.calling("Front"));

        assertThat(new Asking(town).ask("web-1.node.opsbro", Type.TXT).getFirst())
                .contains("name=web-1 ", " zone=paris ", " state=dead ", " group=web", " group=linux ")
                .contains(" service=http:8080:ok ", " display_name=Front ", " checks=pending ");
    }

    @Test
    void an_address_leads_back_to_its_node() {
        var asking = new Asking(Town.usual());

        assertThat(asking.ask("1.0.0.10.in-addr.arpa", Type.PTR)).containsExactly("web-1.node.opsbro.");
        assertThat(asking.ask("5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", Type.PTR))
                .containsExactly("db-1.node.opsbro.");
        assertThat(asking.a("1.0.0.10.in-addr.arpa")).isEqualTo(NO_DATA);
        assertThat(asking.ask("9.9.9.10.in-addr.arpa", Type.PTR)).containsExactly("REFUSED");
    }

    @Test
    void the_domain_has_a_start_of_authority_and_this_node_as_its_name_server() {
        var asking = new Asking(Town.usual());

        assertThat(asking.ask("opsbro", Type.SOA))
                .containsExactly("web-1.node.opsbro. hostmaster.opsbro. 7 3600 600 86400 1");
        var message = asking.message("opsbro", Type.NS);
        assertThat(message.getSection(Section.ANSWER).getFirst().rdataToString())
                .isEqualTo("web-1.node.opsbro.");
        assertThat(message.getSection(Section.ADDITIONAL).getFirst().rdataToString())
                .isEqualTo("10.0.0.1");
    }

    @Test
    void any_gets_one_set_of_records() {
        var asking = new Asking(Town.usual());

        assertThat(asking.ask("web-1.node.opsbro", Type.ANY)).containsExactly("10.0.0.1");
        assertThat(asking.ask("_sql._tcp.opsbro", Type.ANY)).containsExactly("1 1 5432 db-1.node.opsbro.");
        assertThat(asking.ask("nobody.node.opsbro", Type.ANY)).isEqualTo(NO_NAME);
        assertThat(asking.ask("node.opsbro", Type.ANY)).isEqualTo(NO_DATA);
    }

    @ParameterizedTest
    @ValueSource(ints = {Type.DS, Type.DNSKEY, Type.MX, Type.CAA, Type.HTTPS, Type.SVCB, Type.CNAME, 65_280})
    void a_type_that_is_not_kept_is_no_data_and_never_refused(int type) {
        assertThat(new Asking(Town.usual()).ask("web.group.opsbro", type)).isEqualTo(NO_DATA);
        assertThat(new Asking(Town.usual()).ask("opsbro", type)).isEqualTo(NO_DATA);
    }

    @Test
    void a_domain_may_have_several_labels() {
        var asking = new Asking(Town.usual(), DnsSettings.standard().withDomain("nodes.example.org"));

        assertThat(asking.a("web-1.node.nodes.example.org")).containsExactly("10.0.0.1");
        assertThat(asking.a("x.nodes.example.org")).isEqualTo(NO_NAME);
        assertThat(asking.a("example.org")).containsExactly("REFUSED");
        assertThat(asking.a("web-1.node.ynodes.example.org")).containsExactly("REFUSED");
    }

    @Test
    void a_node_without_an_address_is_there_and_has_none() {
        var asking = new Asking(Town.usual().with("new", "", "paris", "web"));

        assertThat(asking.a("new.node.opsbro")).isEqualTo(NO_DATA);
        assertThat(asking.a("web.group.local.opsbro")).containsExactly("10.0.0.1", "10.0.0.2");
    }

    @Test
    void names_that_no_label_can_hold_harm_nobody() {
        var town = Town.usual().with("a..b", "10.0.0.8", "..", "g".repeat(64), "x.".repeat(31) + "y");
        town.offering("a..b", ".", 80, CheckState.OK).with("n".repeat(80), "10.0.0.9", "z".repeat(70), "web");
        var asking = new Asking(town);

        assertThat(asking.a("web.group.opsbro")).contains("10.0.0.9");
        assertThat(asking.a("x.".repeat(31) + "y.group.opsbro")).containsExactly("10.0.0.8");
        assertThat(asking.ask("9.0.0.10.in-addr.arpa", Type.PTR))
                .containsExactly("00000006-0000-4000-8000-000000000006.node.opsbro.");
    }

    @Test
    void hosts_come_in_another_order_each_time_and_none_is_left_out() {
        var asking = new Asking(Town.usual());
        Set<String> firsts = new HashSet<>();
        for (var i = 0; i < 50; i++) {
            var answers = asking.message("web.group.opsbro", Type.A).getSection(Section.ANSWER);
            firsts.add(answers.getFirst().rdataToString());
            assertThat(new TreeSet<>(
                            answers.stream().map(each -> each.rdataToString()).toList()))
                    .hasSize(3);
        }

        assertThat(firsts).hasSize(3);
    }
}

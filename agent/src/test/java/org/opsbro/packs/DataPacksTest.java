package org.opsbro.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.packs.PackBench.capture;

import org.junit.jupiter.api.Test;
import org.opsbro.detection.Collected;
import org.opsbro.host.Network.Answer;
import org.opsbro.model.CheckState;
import org.opsbro.model.Value;

/** The packs of data stores, asked with what real servers of Debian answered: how they were asked stands beside the captures. */
class DataPacksTest {
    private static final String REDIS = "127.0.0.1:6379 ";
    private static final String MYSQL = "MYSQL opsbro@127.0.0.1:3306/";
    private static final String POSTGRESQL = "POSTGRESQL opsbro@127.0.0.1:5432/postgres";
    private static final String RABBITMQ = "GET http://127.0.0.1:15672/api/";
    private static final String GUEST = " as Basic Z3Vlc3Q6Z3Vlc3Q=";
    private static final String NODES =
            "nodes?columns=name,running,mem_used,mem_limit,mem_alarm,disk_free,disk_free_limit,disk_free_alarm,fd_used,fd_total,proc_used,proc_total,sockets_used,partitions,uptime";

    private static Value fact(Collected collected, String... path) {
        Value here = assertFacts(collected);
        for (var key : path) here = ((Value.Fields) here).get(key);
        return here;
    }

    private static Value.Fields assertFacts(Collected collected) {
        assertThat(collected).isInstanceOf(Collected.Facts.class);
        return ((Collected.Facts) collected).fields();
    }

    private static PackBench redis(String request) {
        return new PackBench("redis").answering(REDIS + request, capture("redis-info.txt"));
    }

    @Test
    void redis_tells_all_of_info_with_the_keys_of_its_databases() {
        var bench = redis("INFO\r\nQUIT\r\n");

        var facts = bench.collect("redis");

        assertThat(fact(facts, "redis_version")).isEqualTo(Value.of("7.0.15"));
        assertThat(fact(facts, "db0", "keys")).isEqualTo(Value.of(2));
        assertThat(fact(facts, "keyspace_misses")).isEqualTo(Value.of(1));
        assertThat(fact(facts, "maxmemory")).isEqualTo(Value.of(10_485_760));
        assertThat(fact(facts, "connexion_latency_ms")).isEqualTo(Value.of(0.0));
        assertThat(bench.says("running")).isEqualTo("OK: Redis 7.0.15 answers, 1 clients");
        assertThat(bench.says("memory")).startsWith("OK: 1.0 MiB used, 10.4% of");
        assertThat(bench.says("clients")).isEqualTo("OK: 1 clients, 0 of them wait");
        assertThat(bench.says("saving")).isEqualTo("OK: 2 changes since the last snapshot");
        assertThat(bench.says("replication")).isEqualTo("OK: master, 0 replicas");
        assertThat(bench.dashboard("redis"))
                .containsEntry("Keys", "2 in database 0, 0 evicted")
                .containsEntry("Keys found", "50.0");
    }

    @Test
    void redis_gets_user_and_password_whatever_letters_they_have() {
        var password = Value.of("a\"b\\c d");

        assertFacts(redis("AUTH \"a\\\"b\\\\c d\"\r\nINFO\r\nQUIT\r\n")
                .with("password", password)
                .collect("redis"));
        assertFacts(redis("AUTH opsbro \"a\\\"b\\\\c d\"\r\nINFO\r\nQUIT\r\n")
                .with("user", Value.of("opsbro"))
                .with("password", password)
                .collect("redis"));
    }

    @Test
    void redis_that_wants_another_password_says_what_to_do_and_no_check_judges_old_figures() {
        var bench = redis("INFO\r\nQUIT\r\n");
        bench.collect("redis");
        bench.answering(REDIS + "INFO\r\nQUIT\r\n", "-NOAUTH Authentication required.\r\n+OK\r\n");

        assertThat(bench.collect("redis"))
                .isEqualTo(new Collected.Misconfigured("-NOAUTH Authentication required.: give it what it wants: opsbro"
                        + " packs parameters set redis.password PASSWORD, and redis.user where it has users"));
        assertThat(bench.says("running"))
                .startsWith("OK: it runs, without figures: -NOAUTH Authentication required.: give it");
        assertThat(bench.verdict("memory").state()).isEqualTo(CheckState.UNKNOWN);
        assertThat(bench.says("memory")).contains("redis.password");
    }

    @Test
    void redis_that_is_full_or_gone_is_critical() {
        var full = redis("INFO\r\nQUIT\r\n")
                .answering(REDIS + "INFO\r\nQUIT\r\n", "-ERR max number of clients reached\r\n");
        var gone = new PackBench("redis");
        full.collect("redis");
        gone.collect("redis");

        assertThat(full.says("running"))
                .isEqualTo("CRITICAL: no line has a key and a value: -ERR max number of clients reached");
        assertThat(gone.says("running")).isEqualTo("CRITICAL: 127.0.0.1:6379: connection refused");
        assertThat(gone.verdict("clients").state()).isEqualTo(CheckState.UNKNOWN);
    }

    @Test
    void redis_near_its_bounds_warns() {
        var bench = new PackBench("redis")
                .with("replication_warning", Value.of(5))
                .answering(
                        REDIS + "INFO\r\nQUIT\r\n",
                        capture("redis-info.txt")
                                .replaceAll("used_memory:\\d+", "used_memory:9437184")
                                .replaceAll("connected_clients:\\d+", "connected_clients:9600")
                                .replace("rdb_last_bgsave_status:ok", "rdb_last_bgsave_status:err")
                                .replace(
                                        "role:master",
                                        "role:slave\r\nmaster_host:10.0.0.1\r\nmaster_link_status:up\r\nmaster_last_io_seconds_ago:9"));
        bench.collect("redis");

        assertThat(bench.says("memory")).isEqualTo("WARNING: 90.0% of maxmemory is used, policy noeviction");
        assertThat(bench.says("clients")).isEqualTo("CRITICAL: 9600 clients, 96.0% of maxclients");
        assertThat(bench.verdict("saving").state()).isEqualTo(CheckState.CRITICAL);
        assertThat(bench.says("replication")).isEqualTo("WARNING: the master was heard 9 s ago");
    }

    @Test
    void a_program_that_runs_gives_the_group_and_one_that_was_taken_away_does_not() {
        var bench = redis("INFO\r\nQUIT\r\n");
        assertThat(bench.groups()).isEmpty();
        assertThat(bench.running("bash", "redis-server").groups()).containsExactly("redis");

        bench.collect("redis");
        assertThat(bench.running("bash").groups()).isEmpty();
        assertThat(bench.file("/usr/bin/redis-server").groups()).containsExactly("redis");
        assertThat(new PackBench("redis")
                        .file("/usr/bin/redis-server")
                        .running("bash")
                        .groups())
                .isEmpty();
    }

    @Test
    void memcached_tells_its_stats() {
        var bench = new PackBench("memcached")
                .answering("127.0.0.1:11211 stats\r\nquit\r\n", capture("memcached-stats.txt"));

        var facts = bench.collect("memcached");

        assertThat(fact(facts, "curr_items")).isEqualTo(Value.of(2));
        assertThat(fact(facts, "get_misses")).isEqualTo(Value.of(1));
        assertThat(fact(facts, "version")).isEqualTo(Value.of("1.6.18"));
        assertThat(bench.says("running")).isEqualTo("OK: memcached 1.6.18 answers, 2 items");
        assertThat(bench.says("connections")).isEqualTo("OK: 1 connections");
        assertThat(bench.says("evictions")).isEqualTo("OK: 0.0 MiB of 64 MiB, 2 items");
        assertThat(bench.dashboard("memcached")).containsEntry("Keys found", "50.0");
        assertThat(bench.running("memcached").groups()).containsExactly("memcached");
    }

    @Test
    void memcached_that_says_something_else_is_an_error() {
        var bench = new PackBench("memcached").answering("127.0.0.1:11211 stats\r\nquit\r\n", "ERROR\r\n");

        bench.collect("memcached");

        assertThat(bench.says("running")).isEqualTo("CRITICAL: no line has a key and a value: ERROR");
    }

    private static PackBench mysql(String replica) {
        var bench = new PackBench("mysql").with("user", Value.of("opsbro"));
        bench.answering(bench.question(MYSQL, "mysql"), capture("mariadb-status.tsv"))
                .answering(bench.question(MYSQL, "mysql-settings"), capture("mariadb-settings.tsv"))
                .answering(bench.question(MYSQL, "mysql-replication"), replica);
        return bench;
    }

    @Test
    void mysql_tells_its_status_under_the_names_of_the_original() {
        var replica = capture("mariadb-replica.tsv");
        var bench = mysql(replica.lines().findFirst().orElseThrow());

        var facts = bench.collect("mysql");
        bench.collect("mysql-settings");
        bench.collect("mysql-replication");

        assertThat(fact(facts, "threads_connected")).isEqualTo(Value.of(1));
        assertThat(fact(facts, "table_locks_waited")).isEqualTo(Value.of(0));
        assertThat(fact(facts, "wsrep_cluster_status")).isEqualTo(Value.of("Disconnected"));
        assertThat(assertFacts(facts).size()).isEqualTo(40);
        assertThat(bench.says("running")).isEqualTo("OK: it answers, 1 connections, 1 of them work");
        assertThat(bench.says("connections")).isEqualTo("OK: 1 of 151 connections");
        assertThat(bench.says("slow-queries")).startsWith("OK: 0.0 queries a second, 0 slow ones");
        assertThat(bench.says("replication")).isEqualTo("OK: it follows nobody");
        assertThat(bench.dashboard("mysql").get("Server")).startsWith("10.11.19-MariaDB-0+deb12u1, up 0 hours");
        assertThat(bench.running("mariadbd").groups()).containsExactly("mysql");
    }

    @Test
    void a_replica_of_mysql_is_behind_or_broken() {
        var capture = capture("mariadb-replica.tsv");
        var follows = mysql(capture);
        follows.collect("mysql-replication");
        assertThat(follows.says("replication")).isEqualTo("OK: 0 s behind its source");

        var broken = mysql(capture.replace("\tYes\tYes\t", "\tYes\tNo\t"));
        broken.collect("mysql-replication");
        assertThat(broken.says("replication"))
                .isEqualTo("CRITICAL: reads its source: Yes, applies it: No, behind: 0 s");

        // the columns of MySQL 8.0.22, reference manual 13.7.7.35
        var other = mysql(capture.replace("Slave_IO_Running", "Replica_IO_Running")
                .replace("Slave_SQL_Running\t", "Replica_SQL_Running\t")
                .replace("Seconds_Behind_Master", "Seconds_Behind_Source")
                .replaceFirst("No\t\t\t\t\t\t0\t", "No\t\t\t\t\t\t90\t"));
        other.collect("mysql-replication");
        assertThat(other.says("replication")).isEqualTo("WARNING: 90 s behind its source");
    }

    @Test
    void mysql_without_a_user_or_with_a_wrong_password_says_what_to_do() {
        var unknown = new PackBench("mysql").answering("connect 127.0.0.1:3306", "");
        var refused = mysql("");
        refused.answering(
                refused.question(MYSQL, "mysql"),
                new Answer.Received(28, "Access denied for user 'opsbro'@'localhost' (using password: YES)"));

        assertThat(unknown.collect("mysql"))
                .isEqualTo(misconfigured("mysql://127.0.0.1:3306 wants to know who asks", "mysql"));
        assertThat(refused.collect("mysql"))
                .isEqualTo(misconfigured(
                        "mysql://127.0.0.1:3306: Access denied for user 'opsbro'@'localhost' (using password: YES)",
                        "mysql"));
        assertThat(refused.says("running"))
                .startsWith("OK: it runs, without figures: mysql://127.0.0.1:3306: Access denied");
        assertThat(refused.verdict("slow-queries").state()).isEqualTo(CheckState.UNKNOWN);
        assertThat(new PackBench("mysql").collect("mysql"))
                .isEqualTo(new Collected.Failed("mysql://127.0.0.1:3306: no connection"));
    }

    private static Collected misconfigured(String why, String pack) {
        return new Collected.Misconfigured(why
                + ": give it a user that may look (docs/applications.md has the SQL): opsbro packs parameters set "
                + pack + ".user USER and " + pack + ".password PASSWORD");
    }

    private static PackBench postgresql(String answer) {
        var bench = new PackBench("postgresql").with("user", Value.of("opsbro"));
        bench.answering(bench.question(POSTGRESQL, "postgresql"), answer)
                .answering(bench.question(POSTGRESQL, "postgresql-databases"), capture("postgresql-databases.tsv"));
        return bench;
    }

    @Test
    void postgresql_tells_its_statistics() {
        var bench = postgresql(capture("postgresql.tsv"));

        var facts = bench.collect("postgresql");
        var databases = bench.collect("postgresql-databases");

        assertThat(fact(facts, "version")).isEqualTo(Value.of("15.18 (Debian 15.18-0+deb12u1)"));
        assertThat(fact(facts, "max_connections")).isEqualTo(Value.of(100));
        assertThat(fact(databases, "postgres", "size_bytes")).isEqualTo(Value.of(7_634_279));
        assertThat(bench.says("running"))
                .isEqualTo("OK: PostgreSQL 15.18 (Debian 15.18-0+deb12u1) answers, 0 connections");
        assertThat(bench.says("connections")).isEqualTo("OK: 0 of 100 connections, 0 active, 0 wait for locks");
        assertThat(bench.says("transactions")).isEqualTo("OK: the oldest transaction is open since 0 s");
        assertThat(bench.says("wraparound")).isEqualTo("OK: 0.0% of the transaction numbers are in use");
        assertThat(bench.says("replication")).isEqualTo("OK: 0 standbys follow it");
        assertThat(bench.dashboard("postgresql")).containsEntry("Databases", "1, 7.3 MiB together");
        assertThat(bench.running("postgres").groups()).containsExactly("postgresql");
    }

    @Test
    void postgresql_near_its_bounds_warns() {
        var bench = postgresql("""
                version\tis_standby\tmax_connections\tconnections\tactive\twaiting_for_locks\toldest_transaction_seconds\twraparound_percent\treplication_lag_seconds\twal_receivers\treplicas
                15.1\t1\t100\t96\t3\t2\t7200\t71.5\t61\t0\t0
                """);

        bench.collect("postgresql");

        assertThat(bench.says("connections")).isEqualTo("CRITICAL: 96 of 100 connections");
        assertThat(bench.says("transactions")).isEqualTo("WARNING: a transaction is open since 7200 s");
        assertThat(bench.says("wraparound")).isEqualTo("CRITICAL: 71.5% of the transaction numbers are in use");
        assertThat(bench.says("replication")).isEqualTo("WARNING: 61 s behind its primary, which it does not hear");
    }

    private static PackBench rabbitmq(String nodes) {
        return new PackBench("rabbitmq")
                .answering(RABBITMQ + "overview" + GUEST, capture("rabbitmq-overview.json"))
                .answering(RABBITMQ + NODES + GUEST, nodes);
    }

    @Test
    void rabbitmq_tells_its_messages_and_nodes() {
        var bench = rabbitmq(capture("rabbitmq-nodes.json"));

        var facts = bench.collect("rabbitmq");
        bench.collect("rabbitmq-nodes");

        assertThat(fact(facts, "queue_totals", "messages")).isEqualTo(Value.of(3));
        assertThat(bench.says("running")).isEqualTo("OK: RabbitMQ 3.10.8 answers, 1 queues, 0 connections");
        assertThat(bench.says("messages")).isEqualTo("OK: 3 messages wait in 1 queues");
        assertThat(bench.says("nodes")).isEqualTo("OK: 1 nodes, none in alarm");
        assertThat(bench.dashboard("rabbitmq"))
                .containsEntry("Messages that wait", "3")
                .containsEntry("Published a second", "0.6");
        assertThat(bench.running("rabbitmq-server").groups()).containsExactly("rabbitmq");
    }

    @Test
    void rabbitmq_in_alarm_parted_or_down_is_critical() {
        var nodes = capture("rabbitmq-nodes.json");

        assertThat(nodes(nodes.replace("\"mem_alarm\": false", "\"mem_alarm\": true")))
                .isEqualTo("CRITICAL: a node is short of memory, publishers wait");
        assertThat(nodes(nodes.replace("\"disk_free_alarm\": false", "\"disk_free_alarm\": true")))
                .isEqualTo("CRITICAL: a node is short of disk, publishers wait");
        assertThat(nodes(nodes.replace("\"partitions\": []", "\"partitions\": [\"u@other\"]")))
                .isEqualTo("CRITICAL: the nodes are parted from one another");
        assertThat(nodes("[{\"name\": \"u@other\", \"running\": false, \"partitions\": []}]"))
                .isEqualTo("CRITICAL: a node is down");
        assertThat(nodes(nodes.replace("\"fd_used\": 39", "\"fd_used\": 17000")))
                .isEqualTo("WARNING: a node uses 85.0% of its file descriptors");
    }

    private static String nodes(String answer) {
        var bench = rabbitmq(answer);
        bench.collect("rabbitmq-nodes");
        return bench.says("nodes");
    }

    @Test
    void rabbitmq_that_does_not_let_in_says_what_to_do() {
        var bench = new PackBench("rabbitmq")
                .answering(
                        RABBITMQ + "overview" + GUEST,
                        new Answer.Received(401, "{\"error\":\"not_authorized\",\"reason\":\"Login failed\"}"));

        bench.collect("rabbitmq");

        assertThat(bench.says("running"))
                .startsWith(
                        "OK: it runs, without figures: http://127.0.0.1:15672/api/overview answered with status 401, want 200: switch its management on");
        assertThat(bench.verdict("messages").state()).isEqualTo(CheckState.UNKNOWN);
    }

    private static final String MONGODB = "MONGODB @127.0.0.1:27017/admin";

    private static PackBench mongodb(String status, String set) {
        return new PackBench("mongodb").answering(MONGODB, "[" + status + "," + set + "]");
    }

    private static PackBench mongodb() {
        return mongodb(capture("mongodb-status.json"), capture("mongodb-set.json"));
    }

    @Test
    void mongodb_tells_what_it_does_and_how_it_follows() {
        var bench = mongodb();

        var facts = bench.collect("mongodb");

        assertThat(fact(facts, "connections", "available")).isEqualTo(Value.of(838));
        assertThat(fact(facts, "opcounters").toString()).contains("getmore").doesNotContain("deprecated");
        assertThat(fact(facts, "memory", "resident_bytes")).isEqualTo(Value.of(183_500_800));
        assertThat(fact(facts, "cache", "used_percent")).isEqualTo(Value.of(70.0));
        assertThat(fact(facts, "cache", "dirty_percent")).isEqualTo(Value.of(5.0));
        assertThat(fact(facts, "tickets", "read", "available")).isEqualTo(Value.of(126));
        assertThat(fact(facts, "replication", "state")).isEqualTo(Value.of("SECONDARY"));
        assertThat(fact(facts, "replication", "lag_seconds")).isEqualTo(Value.of(2.0));
        assertThat(fact(facts, "replication", "all", "db-2.example.org:27017", "state"))
                .isEqualTo(Value.of("PRIMARY"));
        assertThat(fact(facts, "replication", "all", "db-3.example.org:27017").toString())
                .doesNotContain("lag_seconds");
        assertThat(fact(facts, "page_faults")).isEqualTo(Value.of(5));
        assertThat(bench.says("running")).isEqualTo("OK: MongoDB 7.0.14 answers, 12 connections");
        assertThat(bench.says("connections")).isEqualTo("OK: 12 of 850 connections");
        assertThat(bench.says("cache")).isEqualTo("OK: 70.0% of the cache is used, 5.0% waits to be written");
        assertThat(bench.says("replication")).isEqualTo("OK: SECONDARY, 2 s behind, 3 members");
        assertThat(bench.dashboard("mongodb"))
                .containsEntry("Server", "mongod 7.0.14, up 24 hours")
                .containsEntry("Replication", "SECONDARY of rs0, 2 s behind")
                .containsEntry("Cache used", "70.0");
    }

    @Test
    void mongodb_near_its_bounds_warns_and_beyond_is_critical() {
        var status = capture("mongodb-status.json");
        var near = mongodb(
                status.replace("\"available\": 838", "\"available\": 2").replace("52428800", "157286400"),
                capture("mongodb-set.json").replace("1764547188000", "1764547150000"));
        var beyond = mongodb(
                status.replace("\"available\": 838", "\"available\": 0").replace("52428800", "209715200"),
                capture("mongodb-set.json").replace("1764547188000", "1764546890000"));
        near.collect("mongodb");
        beyond.collect("mongodb");

        assertThat(near.says("connections")).isEqualTo("WARNING: 12 of 14 connections");
        assertThat(near.says("cache")).isEqualTo("WARNING: 15.0% of the cache waits to be written, 70.0% is used");
        assertThat(near.says("replication")).isEqualTo("WARNING: SECONDARY, 40 s behind, 3 of 3 members are healthy");
        assertThat(beyond.says("connections")).isEqualTo("CRITICAL: 12 of 12 connections");
        assertThat(beyond.says("cache")).startsWith("CRITICAL: 20.0% of the cache");
        assertThat(beyond.says("replication"))
                .isEqualTo("CRITICAL: SECONDARY, primary: db-2.example.org:27017, 300 s behind");
    }

    @Test
    void mongodb_tells_a_primary_of_the_last_of_its_followers_and_a_member_that_it_is_alone() {
        var set = capture("mongodb-set.json");
        var primary = set.replace("\"self\": true,", "")
                .replace("\"_id\": 1,", "\"_id\": 1, \"self\": true,")
                .replace("1764547188000", "1764547150000");
        var down = primary.replaceFirst("\"health\": 1.0", "\"health\": 0.0").replace("1764547150000", "0");
        var alone = set.replace("\"state\": 1,", "\"state\": 8,").replace("PRIMARY", "(not reachable/healthy)");

        assertThat(replication(primary)).isEqualTo("WARNING: PRIMARY, 40 s behind, 3 of 3 members are healthy");
        assertThat(replication(down)).isEqualTo("WARNING: PRIMARY, 0 s behind, 2 of 3 members are healthy");
        assertThat(replication(alone)).isEqualTo("CRITICAL: SECONDARY, primary: none, 0 s behind");
        assertThat(replication(set.replace("\"stateStr\": \"SECONDARY\"", "\"stateStr\": \"RECOVERING\"")))
                .startsWith("CRITICAL: RECOVERING, primary: db-2");
    }

    private static String replication(String set) {
        var bench = mongodb(capture("mongodb-status.json"), set);
        bench.collect("mongodb");
        return bench.says("replication");
    }

    @Test
    void mongodb_that_says_less_is_watched_by_what_it_says() {
        var bench = mongodb(
                "{\"version\": \"8.0.1\", \"process\": \"mongos\", \"uptime\": 3600, \"connections\": {\"current\": 1},"
                        + " \"queues\": {\"execution\": {\"read\": {\"out\": 0, \"available\": 9, \"totalTickets\": 9}}}, \"ok\": 1}",
                "{\"ok\": 0.0, \"code\": 76, \"errmsg\": \"not running with --replSet\"}");

        var facts = bench.collect("mongodb");

        assertThat(fact(facts, "tickets", "read", "total")).isEqualTo(Value.of(9));
        assertThat(bench.says("connections")).isEqualTo("OK: 1 of 1 connections");
        assertThat(bench.says("cache")).isEqualTo("OK: it has no cache of WiredTiger");
        assertThat(bench.says("replication")).isEqualTo("OK: it is in no replica set");
        assertThat(bench.dashboard("mongodb")).containsEntry("Replication", "in no replica set");
    }

    @Test
    void mongodb_that_lets_nobody_in_says_what_to_do_and_one_that_is_gone_is_critical() {
        var wants = mongodb(
                "{\"ok\": 0.0, \"code\": 13, \"errmsg\": \"Command serverStatus requires authentication\"}",
                "{\"ok\": 0.0}");
        var refuses = new PackBench("mongodb")
                .with("user", Value.of("opsbro"))
                .with("password", Value.of("pa55"))
                .answering(MONGODB.replace(" @", " opsbro@"), new Answer.Received(28, "Authentication failed."));
        var gone = new PackBench("mongodb");
        var forgotten = new PackBench("mongodb").with("user", Value.of("opsbro"));

        assertThat(wants.collect("mongodb"))
                .isEqualTo(
                        new Collected.Misconfigured(
                                "127.0.0.1:27017: Command serverStatus requires authentication: give it a user that may look (docs/applications.md"
                                        + " has the command): opsbro packs parameters set mongodb.user USER and mongodb.password PASSWORD"));
        refuses.collect("mongodb");
        gone.collect("mongodb");
        assertThat(refuses.says("running"))
                .startsWith("OK: it runs, without figures: 127.0.0.1:27017: Authentication failed.: give it a user")
                .doesNotContain("pa55");
        assertThat(refuses.verdict("cache").state()).isEqualTo(CheckState.UNKNOWN);
        assertThat(gone.says("running")).isEqualTo("CRITICAL: 127.0.0.1:27017: connection refused");
        assertThat(forgotten.collect("mongodb")).isInstanceOf(Collected.Misconfigured.class);
    }

    @Test
    void mongodb_is_found_by_its_process_and_stays_while_it_is_installed() {
        var bench = mongodb();
        assertThat(bench.running("bash", "mongod").groups()).containsExactly("mongodb");

        bench.collect("mongodb");
        assertThat(bench.running("bash").groups()).isEmpty();
        assertThat(bench.file("/usr/bin/mongod").groups()).containsExactly("mongodb");
    }
}

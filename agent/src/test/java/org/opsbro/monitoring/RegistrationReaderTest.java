package org.opsbro.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.model.CheckState;
import org.opsbro.model.Json;
import org.opsbro.monitoring.RegisteredCheck.How;

class RegistrationReaderTest {
    private static Registration read(String json) {
        return RegistrationReader.service(
                Json.readObject(json), address -> List.of("", "10.0.0.1").contains(address));
    }

    @Test
    void a_service_is_read_with_its_checks_whatever_the_case_of_its_keys() {
        var service = read("""
                {"id": "web-1", "Name": "web", "PORT": 8080, "Tags": ["v2", "a=Host(`x`)"], "Meta": {"team": "a"}, "Address": "10.0.0.1",
                 "EnableTagOverride": false, "Weights": {"Passing": 1}, "Namespace": null,
                 "Checks": [{"TTL": "15s", "Status": "passing"},
                            {"CheckID": "up", "Name": "is up", "HTTP": "http://localhost:8080/health", "Interval": "5s", "Timeout": "1s"},
                            {"TCP": "[::1]:8080", "Interval": "10s", "DeregisterCriticalServiceAfter": "10s"}]}""");
        assertThat(service.id()).isEqualTo("web-1");
        assertThat(service.name()).isEqualTo("web");
        assertThat(service.port()).isEqualTo(8080);
        assertThat(service.checks())
                .extracting(RegisteredCheck::id)
                .containsExactly("service:web-1:1", "up", "service:web-1:3");
        assertThat(service.checks().get(0).how()).isEqualTo(new How.Told(Duration.ofSeconds(15)));
        assertThat(service.checks().get(0).initial()).isEqualTo(CheckState.OK);
        assertThat(service.checks().get(1).how()).isEqualTo(new How.Answers("http://localhost:8080/health"));
        assertThat(service.checks().get(2).how()).isEqualTo(new How.Connects("::1", 8080));
        assertThat(service.patience()).contains(Duration.ofMinutes(1));
        assertThat(read(Json.write(service.toValue()))).isEqualTo(service);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{}; the Name",
                "{'Name': 'a b'}; want letters",
                "{'Name': 'a', 'Port': 70000}; from 0 to 65535",
                "{'Name': 'a', 'Port': '80'}; from 0 to 65535",
                "{'Name': 'a', 'Address': '10.9.9.9'}; the agent of its own node",
                "{'Name': 'a', 'Kind': 'connect-proxy'}; Kind is not supported",
                "{'Name': 'a', 'Check': {'Args': ['rm', '-rf', '/'], 'Interval': '1s'}}; belongs into a pack",
                "{'Name': 'a', 'Check': {'Script': 'id', 'Interval': '1s'}}; belongs into a pack",
                "{'Name': 'a', 'Check': {'TTL': '1'}}; want a duration",
                "{'Name': 'a', 'Check': {'TTL': '10ms'}}; want a duration",
                "{'Name': 'a', 'Check': {'Name': 'x'}}; wants",
                "{'Name': 'a', 'Check': {'HTTP': 'file:///etc/passwd'}}; want http://",
                "{'Name': 'a', 'Check': {'HTTP': 'http://a/{{node.name}}'}}; want http://",
                "{'Name': 'a', 'Check': {'HTTP': 'http://a', 'Method': 'POST'}}; want GET",
                "{'Name': 'a', 'Check': {'HTTP': 'http://a', 'Header': {'x': ['y']}}}; Header is not supported",
                "{'Name': 'a', 'Check': {'TCP': 'localhost'}}; wants",
                "{'Name': 'a', 'Check': {'TCP': 'localhost:99999'}}; wants",
                "{'Name': 'a', 'Check': {'TTL': '1s', 'Status': 'fine'}}; want passing",
                "{'Name': 'a', 'Check': {'CheckID': 'a/b', 'TTL': '1s'}}; id of a check",
                "{'Name': 'a', 'Tags': 'x'}; want a list",
                "{'Name': 'a', 'Checks': [1]}; want a check",
                "{'Name': 'a', 'Tags': [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]}; found 17 tags",
                "{'Name': 'a', 'Meta': [1]}; want as Meta",
                "{'Name': 'a', 'Meta': {'k': 'line\\nline'}}; on one line"
            })
    void what_would_mean_something_and_is_not_done_is_refused(String json, String reason) {
        assertThatThrownBy(() -> read(json.replace('\'', '"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void whatever_comes_it_is_read_or_refused() {
        var random = new Random(5);
        var whole =
                "{\"Name\":\"a\",\"Port\":80,\"Tags\":[\"x\"],\"Meta\":{\"a\":\"b\"},\"Check\":{\"TTL\":\"15s\",\"Name\":\"n\"}}";
        for (var i = 0; i < 5000; i++) {
            var bytes = new StringBuilder(whole);
            for (var changes = 1 + random.nextInt(4); changes > 0; changes--)
                bytes.setCharAt(random.nextInt(bytes.length()), "{}[]\":,1aT\0e".charAt(random.nextInt(12)));
            try {
                assertThat(read(bytes.toString()).name()).isNotEmpty();
            } catch (IllegalArgumentException | Json.NotJson refused) {
                assertThat(refused).hasMessageNotContaining("null pointer");
            }
        }
    }
}

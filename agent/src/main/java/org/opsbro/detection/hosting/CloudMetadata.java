package org.opsbro.detection.hosting;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.opsbro.host.Network;
import org.opsbro.host.Network.Answer;
import org.opsbro.host.Network.HttpCall;
import org.opsbro.model.Value;

/**
 * What a cloud tells a machine about itself, at the link-local address each cloud has for it. Ask only where local evidence names the cloud: elsewhere
 * nobody is behind that address, or somebody else.
 */
public final class CloudMetadata {
    private static final String ADDRESS = "http://169.254.169.254";
    private static final String TOKEN = "X-aws-ec2-metadata-token";

    private final Network network;
    private final Duration timeout;

    public CloudMetadata(Network network, Duration timeout) {
        this.network = network;
        this.timeout = timeout;
    }

    /** Keys: instance_id, instance_type, region, public_address, each where the cloud tells it; empty if nobody answers. */
    public Value.Fields of(String cloud) {
        return switch (cloud) {
            case "ec2" -> ec2();
            case "azure" -> azure();
            case "google-cloud" -> google();
            case "digitalocean" -> digitalOcean();
            case "scaleway" -> scaleway();
            case "alibaba" -> alibaba();
            default -> Value.Fields.EMPTY;
        };
    }

    private Value.Fields ec2() {
        var token = text("PUT", "/latest/api/token", Map.of("X-aws-ec2-metadata-token-ttl-seconds", "60"));
        var headers = token.map(value -> Map.of(TOKEN, value)).orElse(Map.of());
        return each(
                "/latest/meta-data/",
                headers,
                Map.of(
                        "instance_id", "instance-id",
                        "instance_type", "instance-type",
                        "region", "placement/region",
                        "public_address", "public-ipv4"));
    }

    private Value.Fields azure() {
        return each(
                "/metadata/instance/",
                Map.of("Metadata", "true"),
                Map.of(
                        "instance_id",
                        "compute/vmId?api-version=2021-02-01&format=text",
                        "instance_type",
                        "compute/vmSize?api-version=2021-02-01&format=text",
                        "region",
                        "compute/location?api-version=2021-02-01&format=text",
                        "public_address",
                        "network/interface/0/ipv4/ipAddress/0/publicIpAddress?api-version=2021-02-01&format=text"));
    }

    private Value.Fields google() {
        return each(
                "/computeMetadata/v1/instance/",
                Map.of("Metadata-Flavor", "Google"),
                Map.of(
                        "instance_id", "id",
                        "instance_type", "machine-type",
                        "region", "zone",
                        "public_address", "network-interfaces/0/access-configs/0/external-ip"));
    }

    private Value.Fields digitalOcean() {
        return each(
                "/metadata/v1/",
                Map.of(),
                Map.of(
                        "instance_id", "id",
                        "region", "region",
                        "public_address", "interfaces/public/0/ipv4/address"));
    }

    private Value.Fields alibaba() {
        return each(
                "/latest/meta-data/",
                "http://100.100.100.200",
                Map.of(),
                Map.of(
                        "instance_id", "instance-id",
                        "instance_type", "instance/instance-type",
                        "region", "region-id",
                        "public_address", "eipv4"));
    }

    private Value.Fields scaleway() {
        Map<String, Value> found = new LinkedHashMap<>();
        var text = text("GET", "http://169.254.42.42", "/conf", Map.of()).orElse("");
        var names = Map.of(
                "ID", "instance_id",
                "COMMERCIAL_TYPE", "instance_type",
                "LOCATION_ZONE_ID", "region",
                "PUBLIC_IP_ADDRESS", "public_address");
        text.lines().forEach(line -> {
            var equals = line.indexOf('=');
            var name = equals < 0 ? null : names.get(line.substring(0, equals));
            if (name != null)
                found.put(
                        name,
                        Value.of(line.substring(equals + 1).replace("'", "").strip()));
        });
        return Value.fields(found);
    }

    private Value.Fields each(String folder, Map<String, String> headers, Map<String, String> paths) {
        return each(folder, ADDRESS, headers, paths);
    }

    private Value.Fields each(String folder, String address, Map<String, String> headers, Map<String, String> paths) {
        Map<String, Value> found = new LinkedHashMap<>();
        for (var key : new String[] {"instance_id", "instance_type", "region", "public_address"}) {
            var path = paths.get(key);
            if (path == null) continue;
            text("GET", address, folder + path, headers)
                    // google gives whole paths: projects/1/zones/europe-west1-b
                    .map(text -> text.substring(text.lastIndexOf('/') + 1))
                    .ifPresent(text -> found.put(key, Value.of(text)));
            if (found.isEmpty()) return Value.Fields.EMPTY; // nobody there: do not wait for each
        }
        return Value.fields(found);
    }

    private Optional<String> text(String method, String path, Map<String, String> headers) {
        return text(method, ADDRESS, path, headers);
    }

    private Optional<String> text(String method, String address, String path, Map<String, String> headers) {
        return switch (network.http(new HttpCall(method, address + path, headers, "", timeout, 64 * 1024))) {
            case Answer.Received(int code, String body)
            when code == 200 && !body.isBlank() -> Optional.of(body.strip());
            case Answer.Received other -> Optional.empty();
            case Answer.NoAnswer none -> Optional.empty();
        };
    }
}

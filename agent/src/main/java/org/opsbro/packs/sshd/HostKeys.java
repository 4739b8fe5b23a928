package org.opsbro.packs.sshd;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * The public keys by which this server is known to SSH clients: {@code host_rsa_key_pub host_dsa_key_pub host_ecdsa_key_pub host_ed25519_key_pub}, each the
 * line of its file, absent without one. Source: /etc/ssh, sshd(8).
 */
@AutoService(Collector.class)
public final class HostKeys implements Collector {
    private static final List<String> KINDS = List.of("rsa", "dsa", "ecdsa", "ed25519");

    @Override
    public String name() {
        return "sshd";
    }

    @Override
    public String doc() {
        return "The public host keys of the SSH server, of /etc/ssh.";
    }

    @Override
    public List<String> keys() {
        return KINDS.stream().map(kind -> "host_" + kind + "_key_pub").toList();
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var facts = Value.object();
        var found = false;
        for (var kind : KINDS) {
            var line = host.files().firstLine("/etc/ssh/ssh_host_" + kind + "_key.pub");
            line.ifPresent(key -> facts.with("host_" + kind + "_key_pub", key));
            found |= line.isPresent();
        }
        return found
                ? new Collected.Facts(facts.end())
                : new Collected.NotEligible("there are no host keys of SSH in /etc/ssh");
    }
}

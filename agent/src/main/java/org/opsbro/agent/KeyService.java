package org.opsbro.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.opsbro.automation.Admission.Authorities;
import org.opsbro.discovery.BadMessage;
import org.opsbro.discovery.keys.KeyAdmission;
import org.opsbro.discovery.keys.KeyOrder;
import org.opsbro.model.Json;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.wire.BadKey;
import org.opsbro.wire.KeyRing;
import org.opsbro.wire.Peer;
import org.opsbro.wire.Stream;
import org.opsbro.wire.Streams;
import org.opsbro.wire.ZoneKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells others that have the key of a zone which keys of it this node has, and obeys signed orders to change them. A stream carries one frame there, {@code
 * keys?} or a {@link KeyOrder}, and one back: {@code {"keys": [ids, the one that seals first], "refused": reason}}. What is not sealed is not answered.
 */
final class KeyService implements Streams.Service {
    static final String PURPOSE = "key";
    static final byte[] WHICH = "keys?".getBytes(UTF_8);

    private static final Logger LOG = LoggerFactory.getLogger(KeyService.class);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Zoning zoning;
    private final Authorities authorities;
    private final Function<String, List<String>> upwards;
    private final KeyAdmission admission;
    private final InstantSource clock;
    private Instant warned = Instant.EPOCH;

    /** @param upwards a zone, then those above it: whose authorities may order it */
    KeyService(
            NodeId self,
            Zoning zoning,
            Authorities authorities,
            Function<String, List<String>> upwards,
            InstantSource clock) {
        this.zoning = zoning;
        this.authorities = authorities;
        this.upwards = upwards;
        this.clock = clock;
        this.admission = new KeyAdmission(self, clock.instant());
    }

    @Override
    public void serve(Stream stream) throws IOException {
        var frame = stream.receive();
        if (frame.isEmpty()) return;
        var peer = stream.peer();
        if (!peer.sealed()) throw new IOException("keys are talked about on sealed streams only");
        var refused = Arrays.equals(frame.get(), WHICH) ? Optional.<String>empty() : refusal(frame.get(), peer);
        stream.send(answer(zoning.ring(peer.zone()), refused));
    }

    private static byte[] answer(KeyRing ring, Optional<String> refused) {
        return Json.write(Value.object()
                        .with(
                                "keys",
                                Value.texts(
                                        ring.keys().stream().map(ZoneKey::id).toList()))
                        .with("refused", refused.orElse(""))
                        .end())
                .getBytes(UTF_8);
    }

    /** Does what an order says; or why not. */
    private synchronized Optional<String> refusal(byte[] frame, Peer peer) {
        try {
            var order = KeyOrder.read(frame);
            var objection = unsigned(order, frame)
                    .or(() -> admission.objection(
                            order, peer.id(), peer.zone(), upwards.apply(peer.zone()), clock.instant()));
            if (objection.isPresent()) return refused(peer, objection.get());
            obey(order);
            LOG.info("keys: {} by={} authority={}", order, order.requester(), order.authority());
            return Optional.empty();
        } catch (BadMessage | BadKey | IllegalArgumentException bad) {
            return refused(peer, String.valueOf(bad.getMessage()));
        } catch (IOException failed) {
            LOG.error("keys: a change of keys cannot be kept", failed);
            return Optional.of("the keys cannot be kept on its disk: " + failed);
        }
    }

    private Optional<String> unsigned(KeyOrder order, byte[] frame) {
        var missing = authorities.missing(order.authority());
        if (missing.isPresent()) return missing;
        if (authorities.signed(order.authority(), order.text(), KeyOrder.signature(frame))) return Optional.empty();
        return Optional.of("the order is not signed by the authority of the zone " + order.authority()
                + " as this node knows it: compare the public keys of both nodes");
    }

    private void obey(KeyOrder order) throws IOException {
        switch (order.step()) {
            case INSTALL -> zoning.install(order.zone(), key(order));
            case USE -> zoning.changed(order.zone(), ring -> ring.use(order.id()));
            case REMOVE ->
                zoning.changed(order.zone(), ring -> ring.find(order.id()).isEmpty() ? ring : ring.remove(order.id()));
        }
    }

    private static ZoneKey key(KeyOrder order) {
        var key = ZoneKey.parse(order.key(), order.created());
        if (key.id().equals(order.id())) return key;
        throw new BadKey("the order is about the key " + order.id() + ", and brings the key " + key.id());
    }

    /** Told to the log once a minute, whatever comes. */
    private Optional<String> refused(Peer peer, String reason) {
        var now = clock.instant();
        if (Duration.between(warned, now).abs().compareTo(QUIET) >= 0) {
            warned = now;
            LOG.warn("keys: an order is refused sender={} reason={}", peer.id(), reason);
        }
        return Optional.of(reason);
    }
}

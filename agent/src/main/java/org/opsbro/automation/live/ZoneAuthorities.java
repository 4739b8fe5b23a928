package org.opsbro.automation.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.opsbro.automation.Admission;
import org.opsbro.model.GroupName;
import org.opsbro.model.NodeId;
import org.opsbro.store.AtomicFile;
import org.opsbro.store.PrivateFolder;
import org.opsbro.wire.Authority;
import org.opsbro.wire.BadKey;
import org.opsbro.wire.Certificate;

/**
 * The authorities of zones, in the folder {@code zone_keys} of the configuration: {@code ZONE.public.key} on every node that obeys,
 * {@code ZONE.private.key} on the nodes from which a person may order. They are read when they are asked for, so that a change is in force at once. A
 * private key that others may read, or a public one that others may write, is not used. For any thread.
 */
public final class ZoneAuthorities implements Admission.Authorities, Exec.Signers {
    private static final String PURPOSE = "exec";
    private static final String PUBLIC = ".public.key";
    private static final String PRIVATE = ".private.key";
    private static final Set<PosixFilePermission> OF_OTHERS_TO_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OF_OTHERS_TO_READ =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private final Path folder;
    private final Function<String, List<String>> upwards;

    /** @param upwards a zone, then those above it, the nearest first */
    public ZoneAuthorities(Path configuration, Function<String, List<String>> upwards) {
        this.folder = configuration.resolve("zone_keys");
        this.upwards = upwards;
    }

    /**
     * What is known of one.
     *
     * @param publicKey in base64; empty if it cannot be used
     * @param orders whether its private key is here too
     * @param problem why a key that is here cannot be used; else empty
     */
    public record Known(String zone, String publicKey, boolean orders, String problem) {}

    /** All of which there is a file. */
    public List<Known> all() {
        var zones = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                var name = file.getFileName().toString();
                for (var ending : List.of(PUBLIC, PRIVATE))
                    if (name.endsWith(ending)) zones.add(name.substring(0, name.length() - ending.length()));
            }
        } catch (IOException absent) {
            return List.of(); // no folder, no keys
        }
        return zones.stream().filter(GroupName::isOne).map(this::known).toList();
    }

    private Known known(String zone) {
        var key = publicKey(zone);
        var secret = privateKey(zone);
        var problem =
                Files.exists(file(zone, PRIVATE)) && !secret.problem().isEmpty() ? secret.problem() : key.problem();
        return new Known(zone, key.found().orElse(""), secret.found().isPresent(), problem);
    }

    /** A key, or why there is none. */
    private record Key<T>(Optional<T> found, String problem) {}

    private Key<String> publicKey(String zone) {
        try {
            var text = read(file(zone, PUBLIC), "write", OF_OTHERS_TO_WRITE).strip();
            if (Authority.publicBytes(text).isPresent()) return new Key<>(Optional.of(text), "");
            throw new BadKey("it is no public key, want 44 characters of base64");
        } catch (NoSuchFileException absent) {
            return new Key<>(
                    Optional.empty(),
                    "no public key of the zone " + zone + " is installed (" + file(zone, PUBLIC)
                            + "): opsbro gossip zone authority import");
        } catch (IOException | BadKey bad) {
            return new Key<>(Optional.empty(), file(zone, PUBLIC) + ": " + bad.getMessage());
        }
    }

    private Key<Authority> privateKey(String zone) {
        try {
            return new Key<>(Optional.of(Authority.parse(read(file(zone, PRIVATE), "read", OF_OTHERS_TO_READ))), "");
        } catch (NoSuchFileException absent) {
            return new Key<>(Optional.empty(), "there is no " + file(zone, PRIVATE));
        } catch (IOException | BadKey bad) {
            return new Key<>(Optional.empty(), file(zone, PRIVATE) + ": " + bad.getMessage());
        }
    }

    /** The public key of a zone that can be used here. */
    public Optional<String> installed(String zone) {
        return publicKey(zone).found();
    }

    private static String read(Path file, String deed, Set<PosixFilePermission> mustNot) throws IOException {
        var open = Files.getPosixFilePermissions(file);
        open.retainAll(mustNot);
        if (!open.isEmpty()) throw new BadKey("others than its owner may " + deed + " it: chmod 600 " + file);
        return Files.readString(file);
    }

    private Path file(String zone, String ending) {
        if (!GroupName.isOne(zone))
            throw new IllegalArgumentException(
                    "a zone cannot be called \"" + zone + "\": want letters, digits and _ - . :");
        return folder.resolve(zone + ending);
    }

    /** The public key of a zone's authority, if one is installed here. */
    public Optional<String> publicKeyOf(String zone) {
        return publicKey(zone).found();
    }

    /** A certificate that a node is a relay of the zone; empty if the private key of its authority is not here. */
    public Optional<Certificate> certify(String zone, NodeId node, String key, Instant notAfter) {
        return privateKey(zone).found().map(authority -> Certificate.issue(authority, zone, node, key, notAfter));
    }

    /** What signs in the name of a zone, for a purpose; empty if the private key of its authority is not here. */
    public Optional<UnaryOperator<byte[]>> signer(String zone, String purpose) {
        return privateKey(zone).found().map(authority -> text -> authority.sign(purpose, text));
    }

    @Override
    public Optional<String> missing(String zone) {
        return Optional.of(publicKey(zone).problem()).filter(problem -> !problem.isEmpty());
    }

    @Override
    public boolean signed(String zone, byte[] text, byte[] signature) {
        return publicKey(zone)
                .found()
                .filter(key -> Authority.verify(key, PURPOSE, text, signature))
                .isPresent();
    }

    @Override
    public Optional<Exec.Signer> of(String zone) {
        for (var each : upwards.apply(zone)) {
            var secret = privateKey(each).found();
            if (secret.isPresent())
                return Optional.of(new Exec.Signer(each, text -> secret.get().sign(PURPOSE, text)));
        }
        return Optional.empty();
    }

    @Override
    public String whyNone(String zone) {
        return "from this node nobody may order the zone " + zone + ": "
                + privateKey(zone).problem() + "; see opsbro gossip zone authority generate";
    }

    /** Makes a new one for a zone, with both keys. */
    public Known generate(String zone, boolean erase) throws IOException {
        return keep(zone, Authority.generate(new SecureRandom()), erase);
    }

    /**
     * Takes what {@link #generate} made on another node: the public key, or the whole file of the private one.
     *
     * @throws BadKey if it is neither
     */
    public Known take(String zone, String text, boolean erase) throws IOException {
        var place = file(zone, PUBLIC);
        if (text.contains("PRIVATE")) return keep(zone, Authority.parse(text), erase);
        var key = text.strip();
        if (Authority.publicBytes(key).isEmpty())
            throw new BadKey(
                    "this is no key of an authority: want the 44 characters of a public key, or the whole file "
                            + "of a private one");
        refuseAnother(zone, key, erase);
        // a private key of another authority would order what nobody obeys
        if (!publicKey(zone).found().equals(Optional.of(key))) Files.deleteIfExists(file(zone, PRIVATE));
        write(place, key + "\n");
        return known(zone);
    }

    private Known keep(String zone, Authority authority, boolean erase) throws IOException {
        refuseAnother(zone, authority.publicKey(), erase);
        write(file(zone, PRIVATE), authority.text());
        write(file(zone, PUBLIC), authority.publicKey() + "\n");
        return known(zone);
    }

    private void refuseAnother(String zone, String key, boolean erase) {
        if (!erase
                && Files.exists(file(zone, PUBLIC))
                && !publicKey(zone).found().equals(Optional.of(key)))
            throw new IllegalArgumentException("the zone " + zone + " has another authority here (" + file(zone, PUBLIC)
                    + "): --erase puts this one in its place");
    }

    private void write(Path file, String text) throws IOException {
        Files.createDirectories(folder.toAbsolutePath().getParent());
        PrivateFolder.make(folder);
        new AtomicFile(file).write(text);
    }

    /** Takes both keys away: nobody is obeyed in the name of this zone any more. Whether there were any. */
    public boolean remove(String zone) throws IOException {
        var ordered = Files.deleteIfExists(file(zone, PRIVATE));
        return Files.deleteIfExists(file(zone, PUBLIC)) || ordered;
    }
}

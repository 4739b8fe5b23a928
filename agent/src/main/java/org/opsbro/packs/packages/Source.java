package org.opsbro.packs.packages;

import java.util.List;
import java.util.Optional;

/**
 * A repository as a rule wants it; what only some managers know is empty for the others.
 *
 * @param suite of apt; one that ends with a slash has no components
 * @param key the text of the key that vouches for it
 * @param keyFile where such a key is on this machine already
 * @param keyName the name by which the signatures of apk call it
 * @param fingerprints of the keys that may vouch; none for any
 */
record Source(
        String name,
        String address,
        String suite,
        String components,
        Optional<String> key,
        Optional<String> keyFile,
        Optional<String> keyName,
        List<String> fingerprints,
        boolean absent) {
    Source {
        fingerprints = List.copyOf(fingerprints);
    }
}

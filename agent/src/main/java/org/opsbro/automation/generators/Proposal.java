package org.opsbro.automation.generators;

import java.util.Optional;
import org.opsbro.host.Files.FileFacts;
import org.opsbro.host.Files.Rights;

/** What is to be done about the file of a generator: only looked at, nothing changed. */
public sealed interface Proposal {
    /** It is not for this node now. */
    record NotEligible(String why) implements Proposal {}

    /** Whether it is for this node cannot be told. */
    record Unclear(String why) implements Proposal {}

    /** It must not be written so: a template that fails, a guard, marks that are not there. */
    record Refused(String why) implements Proposal {}

    /** Content and rights are what they should be. */
    record Right() implements Proposal {}

    /**
     * Another content, other rights or both.
     *
     * @param seen the file as it was when it was compared; empty if there is none
     * @param before its content
     * @param diff for people; for a secret it says that there is one
     */
    record Replacement(byte[] content, Rights rights, Optional<FileFacts> seen, Optional<byte[]> before, String diff)
            implements Proposal {}
}

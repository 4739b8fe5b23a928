package org.opsbro.host;

import java.util.List;
import java.util.Optional;

/** The users and groups of the machine. */
public interface Accounts {
    Optional<User> user(String name);

    Optional<User> user(long uid);

    Optional<Group> group(String name);

    Optional<Group> group(long gid);

    /** Who this agent runs as. */
    User self();

    /** passwd(5) without the password. */
    record User(String name, long uid, long gid, String description, String home, String shell) {}

    /** group(5). */
    record Group(String name, long gid, List<String> members) {
        public Group {
            members = List.copyOf(members);
        }
    }
}

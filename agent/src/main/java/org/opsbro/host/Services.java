package org.opsbro.host;

import java.util.List;

/** The service manager of the machine. */
public interface Services {
    /** {@code systemd}, {@code openrc}, {@code sysv}; empty where none runs. */
    String manager();

    /** Units that failed; empty where the manager cannot tell. */
    List<String> failed();
}

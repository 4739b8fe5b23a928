package org.opsbro.host;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The service manager of the machine. */
public interface Services {
    /** {@code systemd}, {@code openrc}, {@code sysv}; empty where none runs. */
    String manager();

    /** Units that failed; empty where the manager cannot tell. */
    List<String> failed();

    /**
     * Those of these services that there are, by the name that was asked for; a name without the kind of its unit is that of a {@code .service}. Starts
     * no program but the {@code status} of a script of System V that has no pid file.
     *
     * @throws HostException if the manager gives no answer
     */
    Map<String, Service> services(Collection<String> names);
}

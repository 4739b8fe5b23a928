package org.opsbro.packs.system;

import java.util.Optional;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.host.Accounts;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/** Owners by name or number, and rights as people write them. */
final class Owners {
    private final Accounts accounts;

    Owners(Look look) {
        this.accounts = look.accounts();
    }

    /** The number of a user; a number stands for itself, whether or not it has a name. */
    Optional<Long> uid(String account) {
        return isNumber(account)
                ? Optional.of(Long.parseLong(account))
                : accounts.user(account).map(Accounts.User::uid);
    }

    Optional<Long> gid(String account) {
        return isNumber(account)
                ? Optional.of(Long.parseLong(account))
                : accounts.group(account).map(Accounts.Group::gid);
    }

    private static boolean isNumber(String account) {
        return account.chars().allMatch(letter -> letter >= '0' && letter <= '9');
    }

    String user(long uid) {
        return accounts.user(uid).map(Accounts.User::name).orElse(Long.toString(uid));
    }

    String group(long gid) {
        return accounts.group(gid).map(Accounts.Group::name).orElse(Long.toString(gid));
    }

    /** {@code root:shadow 0640}. */
    String shown(Rights rights) {
        return user(rights.uid()) + ":" + group(rights.gid()) + " " + octal(rights.mode());
    }

    /** What is there has exactly these rights. */
    void hold(FindingsBuilder findings, String path, Rights now, Rights wanted) {
        if (!now.equals(wanted))
            findings.deviation(path + " is " + shown(now) + ", want " + shown(wanted))
                    .change(new Change.Ownership(path, now, shown(now), wanted, shown(wanted)));
    }

    static String octal(int mode) {
        return String.format("%04o", mode);
    }
}

package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.regex.Pattern;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;

/**
 * A mount point: its line of fstab(5) and what is mounted there now. {@code state} is {@code mounted}, {@code present} (the line only), {@code unmounted}
 * (whatever the line) or {@code absent}. Options of safety that the mount lacks come by a remount; another file system than wanted is told.
 */
@AutoService(RuleType.class)
public final class Mounts implements RuleType {
    static final Pattern OPTIONS = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_=,.:/@%+-]{0,1000}");
    private static final Pattern DEVICE =
            Pattern.compile("(?!.*/\\.\\.?(?:/|$))[A-Za-z0-9/\\[][A-Za-z0-9_/.:=@%+,\\[\\]{}-]{0,1000}");
    private static final Pattern TYPE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,60}");

    @Override
    public String name() {
        return "mounts";
    }

    @Override
    public String doc() {
        return "A file system is mounted, now and after a boot, or is not.";
    }

    @Override
    public String example() {
        return """
                device: tmpfs
                path: /srv/scratch
                type: tmpfs
                options: size=64m,nosuid,nodev
                state: mounted
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var path = wanted.requiredPath("path");
        var state = wanted.choice(
                "state", MountHolding.MOUNTED, MountHolding.PRESENT, MountHolding.UNMOUNTED, MountHolding.ABSENT);
        var lined = state.equals(MountHolding.MOUNTED) || state.equals(MountHolding.PRESENT);
        if (lined && !wanted.has("device")) wanted.refuse("device", "the key is missing, want what is mounted");
        var device = wanted.text("device", DEVICE, "a device, UUID=…, host:/path or the name of a file system")
                .orElse("none");
        var type = wanted.text("type", TYPE, "the type of a file system").orElse("auto");
        var options = wanted.text("options", OPTIONS, "options of mount(8)").orElse("defaults");
        var wish = new MountHolding.Wish(device, path, type, options, state);
        return look -> new MountHolding(look, wish).held();
    }
}

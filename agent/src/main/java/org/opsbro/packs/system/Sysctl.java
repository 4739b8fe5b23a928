package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/**
 * Parameters of the kernel, now and after the next boot: the running kernel has the value, and the line of sysctl.d(5) that counts says it. That line is
 * changed where it stands below /etc; what stands nowhere, or in a file of a package, goes to a file of {@code /etc/sysctl.d}.
 */
@AutoService(RuleType.class)
public final class Sysctl implements RuleType {
    private static final String FOLDER = "/etc/sysctl.d";
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+){1,10}");
    private static final Pattern VALUE = Pattern.compile("[^\\s#;](?:.*\\S)?");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");

    @Override
    public String name() {
        return "sysctl";
    }

    @Override
    public String doc() {
        return "Parameters of the kernel have these values, now and after a boot.";
    }

    @Override
    public String example() {
        return """
                values:
                  vm.swappiness: 10
                  net.ipv4.tcp_rmem: 4096 131072 6291456
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var map = wanted.map("values");
        var values = new TreeMap<String, String>();
        for (var key : map.names()) {
            if (!KEY.matcher(key).matches())
                map.refuse(key, "want the name of a parameter of the kernel, such as vm.swappiness");
            map.text(key, VALUE, "a value").ifPresent(value -> values.put(key, spaced(value)));
        }
        if (values.isEmpty()) wanted.refuse("values", "want parameters of the kernel and their values");
        var file = FOLDER + "/"
                + wanted.text("file", FILE, "the name of a file")
                        .orElse("90-opsbro")
                        .replaceAll("\\.conf$", "") + ".conf";
        return look -> inspect(look, values, file);
    }

    private static String spaced(String value) {
        return value.strip().replaceAll("\\s+", " ");
    }

    private static Findings inspect(Look look, Map<String, String> values, String file) {
        var findings = Findings.begin();
        var files = new SysctlFiles(look);
        values.forEach((key, value) -> written(findings, files, key, value, file));
        var changes = files.changes();
        if (changes.stream().anyMatch(change -> change.subject().equals(file))
                && !look.files().isDirectory(FOLDER))
            findings.change(new Change.Folder(FOLDER, new Rights(0755, 0, 0)));
        changes.forEach(findings::change);
        values.forEach((key, value) -> live(look, findings, key, value));
        return findings.end();
    }

    private static void written(FindingsBuilder findings, SysctlFiles files, String key, String value, String file) {
        var now = files.setting(key);
        if (now.isEmpty()) {
            findings.deviation("no file gives " + key + " a value, want " + value);
            files.add(file, key, value);
            return;
        }
        var setting = now.get();
        var what = setting.file() + " gives " + key + " the value " + setting.value();
        if (spaced(setting.value()).equals(value)) findings.compliant(what);
        else if (files.editable(setting)) {
            findings.deviation(what + ", want " + value);
            files.set(setting, key, value);
        } else if (SysctlFiles.after(setting.file(), file))
            findings.byHand(what + ", want " + value, "it counts more than " + file + ": name a later one with file:");
        else {
            findings.deviation(what + ", want " + value);
            files.add(file, key, value);
        }
    }

    private static void live(Look look, FindingsBuilder findings, String key, String value) {
        var path = "/proc/sys/" + SysctlFiles.path(key);
        var now = look.files().text(path).map(Sysctl::spaced);
        if (now.isEmpty()) {
            findings.byHand(
                    "the running kernel has no " + key, "load the module that brings it, or take it out of the rule");
            return;
        }
        if (now.get().equals(value)) {
            findings.compliant("the kernel has " + key + " = " + value);
            return;
        }
        findings.deviation("the kernel has " + key + " = " + now.get() + ", want " + value)
                .change(new Change.Kernel(path, now.get(), value));
    }
}

package org.opsbro.packs.system;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.TextFile;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/**
 * The files of sysctl.d(5) in the order that counts: by name, whatever their folder; of two with one name only that of the first folder; last
 * {@code /etc/sysctl.conf}. The last line of a key wins. Not for sharing between threads.
 */
final class SysctlFiles {
    private static final List<String> FOLDERS =
            List.of("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d");
    private static final String LAST = "/etc/sysctl.conf";
    private static final Pattern LINE = Pattern.compile("\\s*-?\\s*([^#;=\\s][^=\\s]*)\\s*=\\s*(.*?)\\s*");

    /** What a line gives a key. */
    record Setting(String file, int line, String value) {
        /** Of this machine, not of a package or of this boot only. */
        boolean ours() {
            return file.startsWith("/etc/");
        }
    }

    private final Map<String, TextFile> files = new LinkedHashMap<>();
    private final Map<String, Lines> lines = new LinkedHashMap<>();

    SysctlFiles(Look look) {
        var byName = new TreeMap<String, String>();
        for (var folder : FOLDERS)
            for (var name : look.files().names(folder))
                if (name.endsWith(".conf")) byName.putIfAbsent(name, folder + "/" + name);
        for (var path : byName.values()) read(look, path);
        files.remove(LAST); // Debian has a link to it among the others
        read(look, LAST);
    }

    private void read(Look look, String path) {
        var link = look.files().link(path);
        if (link.isPresent()
                && (link.get().equals("../sysctl.conf") || link.get().equals(LAST))) return;
        var file = link.isPresent()
                ? new TextFile.Unreadable(path + " is a symbolic link to " + link.get())
                : TextFile.read(look, path);
        files.put(path, file);
        lines.put(path, new Lines(link.isPresent() ? look.files().text(path).orElse("") : file.textOrEmpty()));
    }

    /** Below /proc/sys: {@code net.ipv4.conf.eth0/1.forwarding} is net/ipv4/conf/eth0.1/forwarding; if the first of both is a slash, it is so already. */
    static String path(String key) {
        var dot = key.indexOf('.');
        var slash = key.indexOf('/');
        if (slash >= 0 && (dot < 0 || slash < dot)) return key;
        return key.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }

    /** The one that counts. */
    Optional<Setting> setting(String key) {
        var found = Optional.<Setting>empty();
        for (var each : lines.entrySet()) {
            var texts = each.getValue().texts();
            for (var i = 0; i < texts.size(); i++) {
                var match = LINE.matcher(texts.get(i));
                if (match.matches() && path(match.group(1)).equals(path(key)))
                    found = Optional.of(new Setting(each.getKey(), i, match.group(2)));
            }
        }
        return found;
    }

    /** Whether another line can be put where the setting stands. */
    boolean editable(Setting setting) {
        return setting.ours() && files.get(setting.file()) instanceof TextFile.Text;
    }

    void set(Setting setting, String key, String value) {
        at(setting.file()).set(setting.line(), key + " = " + value);
    }

    void add(String file, String key, String value) {
        at(file).add(key + " = " + value);
    }

    private Lines at(String file) {
        return lines.computeIfAbsent(file, path -> new Lines(""));
    }

    /** Whether a line of one file counts more than one of another. */
    static boolean after(String file, String other) {
        return !other.equals(LAST) && (file.equals(LAST) || name(file).compareTo(name(other)) >= 0);
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** One for each file that is another now. */
    List<Change> changes() {
        return lines.entrySet().stream()
                .filter(each ->
                        !(files.getOrDefault(each.getKey(), new TextFile.Absent()) instanceof TextFile.Unreadable))
                .flatMap(each -> {
                    var file = files.getOrDefault(each.getKey(), new TextFile.Absent());
                    var text = each.getValue().text();
                    return text.equals(file.textOrEmpty())
                            ? Stream.<Change>empty()
                            : Stream.<Change>of(file.becoming(each.getKey(), text, new Rights(0644, 0, 0), List.of()));
                })
                .toList();
    }
}

package org.opsbro.packs.postfix;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Files;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * How many mails are in each queue of Postfix.
 *
 * <p>Facts: {@code queue.incoming queue.active queue.deferred queue.hold queue.maildrop queue.corrupt}, counts; {@code whole} false where a queue has more than
 * 100,000 files and was not counted to its end. Source: the files below the parameter {@code queue_directory}, in folders of one letter where the queue is
 * hashed (qmgr(8), hash_queue_names of postconf(5)). Each mail is one file; none is opened.
 */
@AutoService(Collector.class)
public final class Queues implements Collector {
    private static final List<String> NAMES = List.of("incoming", "active", "deferred", "hold", "maildrop", "corrupt");
    private static final String DIRECTORY = "queue_directory";
    private static final int MOST = 100_000;
    /** hash_queue_depth is at most 3. */
    private static final int DEEPEST = 3;

    @Override
    public String name() {
        return "postfix";
    }

    @Override
    public String doc() {
        return "Mails in each queue of Postfix, by the files in its spool.";
    }

    @Override
    public List<String> keys() {
        return List.of("queue.*", "whole");
    }

    @Override
    public String ifGroup() {
        return "postfix";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var spool = parameters.text(DIRECTORY).orElse("");
        if (!spool.startsWith("/"))
            return new Collected.Misconfigured(DIRECTORY + ": found \"" + spool + "\", want a path that starts with /");
        var files = host.files();
        if (!files.isDirectory(spool + "/deferred"))
            return new Collected.Misconfigured("there is no " + spool
                    + "/deferred, or it may not be read: write what `postconf -h queue_directory` says: opsbro packs parameters set postfix."
                    + DIRECTORY + " PATH");
        var queues = Value.object();
        var whole = true;
        for (var name : NAMES) {
            var count = count(files, spool + "/" + name, 0, MOST);
            queues.with(name, count);
            whole &= count < MOST;
        }
        return new Collected.Facts(
                Value.object().with("queue", queues.end()).with("whole", whole).end());
    }

    /** The files in a folder and below, not counted further than the most. */
    private static int count(Files files, String folder, int depth, int most) {
        var count = 0;
        for (var name : files.names(folder)) {
            if (count >= most) return count;
            // a mail has a long name, a folder of a hashed queue one letter
            if (name.length() > 1) count++;
            else if (depth < DEEPEST) count += count(files, folder + "/" + name, depth + 1, most - count);
        }
        return count;
    }
}

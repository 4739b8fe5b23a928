package org.opsbro.automation.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.opsbro.automation.Errand;
import org.opsbro.automation.Frame;
import org.opsbro.automation.NodeRun;
import org.opsbro.automation.Order;
import org.opsbro.automation.RefusalQuota;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;
import org.opsbro.store.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who ran what, where, when, and how it ended: a journal that is only added to, for the owner's eyes. What cannot be written down is not run. A command
 * is written as it was ordered; what it printed and its environment are not. For any thread.
 */
public final class Audit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final Journal.Keep TWO_YEARS = new Journal.Keep(2 * 366, 512L * 1024 * 1024);
    private static final int LONGEST_OF_STRANGERS = 300;

    private final Journal journal;
    private final InstantSource clock;
    private RefusalQuota quota;

    public Audit(Path folder, InstantSource clock) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        this.journal = new Journal(folder, TWO_YEARS);
        this.clock = clock;
        this.quota = RefusalQuota.full(clock.instant());
    }

    /** The last entries, at most limit, oldest first: at, side (ordered or here), deed, run, user and more. */
    public List<Fields> last(int limit) {
        try {
            return journal.last(limit);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A run is about to begin, ordered from here. */
    void ordered(String run, String user, Errand errand, int nodes) throws IOException {
        journal.append(
                clock.instant(),
                what(entry("ordered", "began", run, user), errand)
                        .with("nodes", nodes)
                        .end());
        journal.sync();
    }

    /** How it ended on a node. */
    void ended(String run, String user, Errand errand, NodeRun node) {
        var fields = what(entry("ordered", node.state().word(), run, user), errand);
        node.toValue().forEach(fields::with);
        tell(fields);
    }

    /** A command is about to begin here. */
    void began(Order order) throws IOException {
        journal.append(clock.instant(), here("began", order).end());
        journal.sync();
    }

    void ended(Order order, Frame.Ended end) {
        tell(here("ended", order)
                .with("manner", end.manner().word())
                .with("rc", end.code())
                .with("reason", end.reason())
                .with("took", end.took().toMillis() / 1000.0));
    }

    /** An order that was not obeyed. What a stranger made up is cut short, and no more is written than a disk bears. */
    synchronized void refused(String reason, Optional<Order> order, boolean signed, NodeId sender) {
        var before = quota.unwritten();
        quota = quota.after(clock.instant());
        if (quota.unwritten() > 0) return;
        LOG.warn("exec: an order is refused sender={} reason={}", sender, cut(reason));
        var fields =
                order.filter(each -> signed).map(each -> here("refused", each)).orElseGet(() -> claimed(order));
        tell(fields.with("sender", sender.uuid()).with("reason", cut(reason)).with("unwritten_before", before));
    }

    private static FieldsBuilder claimed(Optional<Order> order) {
        var fields = entry(
                "here",
                "refused",
                order.map(Order::run).orElse(""),
                order.map(each -> each.requester().user()).orElse(""));
        order.ifPresent(each -> fields.with("from", each.requester().name())
                .with("line", cut(each.errand().line())));
        return fields.with("signed", false);
    }

    private static String cut(String text) {
        var line = text.replaceAll("\\p{Cntrl}", "·");
        return line.length() <= LONGEST_OF_STRANGERS ? line : line.substring(0, LONGEST_OF_STRANGERS) + "…";
    }

    private static FieldsBuilder entry(String side, String deed, String run, String user) {
        return Value.object()
                .with("side", side)
                .with("deed", deed)
                .with("run", run)
                .with("user", user);
    }

    private static FieldsBuilder here(String deed, Order order) {
        return what(entry("here", deed, order.run(), order.requester().user()), order.errand())
                .with("from", order.requester().name())
                .with("from_uuid", order.requester().node().uuid())
                .with("authority", order.authority());
    }

    private static FieldsBuilder what(FieldsBuilder fields, Errand errand) {
        return fields.with("group", errand.group())
                .with("command", Value.texts(errand.words()))
                .with("shell", errand.shell());
    }

    private void tell(FieldsBuilder fields) {
        try {
            journal.append(clock.instant(), fields.end());
        } catch (IOException failed) {
            LOG.error(
                    "exec: the audit journal cannot be written entry={}",
                    fields.end().get("run").display(),
                    failed);
        }
    }

    /** Brings what was written to the disk. */
    void sync() {
        try {
            journal.sync();
        } catch (IOException failed) {
            LOG.error("exec: the audit journal cannot be brought to the disk", failed);
        }
    }

    @Override
    public void close() throws IOException {
        journal.sync();
        journal.close();
    }
}

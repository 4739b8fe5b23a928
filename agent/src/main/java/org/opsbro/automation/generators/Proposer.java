package org.opsbro.automation.generators;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.opsbro.automation.generators.Page.Rendered;
import org.opsbro.automation.generators.Splice.Spliced;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.host.Accounts;
import org.opsbro.host.Files;
import org.opsbro.host.Files.FileFacts;
import org.opsbro.host.Files.Rights;
import org.opsbro.host.Host;
import org.opsbro.host.HostException;
import org.opsbro.model.TextDiff;

/** Renders, guards, composes and compares: the half of a generator that only reads. */
public final class Proposer {
    private static final int NEW_FILE_MODE = 0644;

    private final Generator generator;
    private final Page page;
    private final GeneratorScope scope;
    private final boolean forced;

    private Proposer(Generator generator, Page page, GeneratorScope scope, boolean forced) {
        this.generator = generator;
        this.page = page;
        this.scope = scope;
        this.forced = forced;
    }

    /** @param forced whether a person said that the guards against too few items and too many changes do not count this time */
    public static Proposal of(Generator generator, Page page, GeneratorScope scope, boolean forced) {
        try {
            return new Proposer(generator, page, scope, forced).proposal();
        } catch (HostException unreadable) {
            return new Proposal.Refused(String.valueOf(unreadable.getMessage()));
        }
    }

    private Proposal proposal() {
        try {
            if (!generator.generateIf().test(scope))
                return new Proposal.NotEligible(
                        "generate_if is false: " + generator.generateIf().text());
        } catch (EvaluationException unclear) {
            return new Proposal.Unclear("generate_if cannot be evaluated: " + unclear.getMessage());
        }
        return switch (page.render(scope)) {
            case Rendered.Failed failed -> new Proposal.Refused(failure(failed));
            case Rendered.Text text -> guarded(text.text());
        };
    }

    private String failure(Rendered.Failed failed) {
        return failed.where() + ": "
                + (generator.ways().secret() ? "the reason is not shown, the file is secret" : failed.why());
    }

    private Proposal guarded(String text) {
        var least = generator.guards().fewestItems();
        if (least == 0 || forced) return composed(text);
        if (scope.fewest().isEmpty())
            return new Proposal.Refused("min_items is " + least + ", but the template asked ok_nodes() for no nodes");
        var fewest = scope.fewest().getAsInt();
        return fewest >= least
                ? composed(text)
                : new Proposal.Refused("the template was given a list of " + fewest + " nodes, want min_items: " + least
                        + "; the file stays as it is. If that is right: opsbro generators launch " + generator.id()
                        + " --force");
    }

    private Proposal composed(String text) {
        var seen = files().facts(generator.path());
        if (seen.isPresent() && !seen.get().regular())
            return new Proposal.Refused(generator.path() + " is "
                    + (seen.get().directory() ? "a folder" : "a device, pipe or socket") + ", want a file");
        var before = seen.isPresent() ? files().bytes(generator.path()) : Optional.<byte[]>empty();
        if (seen.isPresent() && before.isEmpty())
            return new Proposal.Refused(generator.path() + " cannot be read by the user "
                    + scope.host().accounts().self().name());
        if (generator.block().isEmpty()) return compared(text.getBytes(UTF_8), seen, before);
        var block = generator.block().get();
        return switch (Splice.into(before, text, block.marks(), block.missing())) {
            case Spliced.Refused refused -> new Proposal.Refused(generator.path() + ": " + refused.why());
            case Spliced.Whole whole -> compared(whole.content(), seen, before);
        };
    }

    private Proposal compared(byte[] content, Optional<FileFacts> seen, Optional<byte[]> before) {
        var owner = generator.rights();
        var uid = owner.user().map(this::uid).orElse(OptionalLong.empty());
        var gid = owner.group().map(this::gid).orElse(OptionalLong.empty());
        if (owner.user().isPresent() && uid.isEmpty())
            return new Proposal.Refused(
                    "there is no user " + owner.user().get() + " here, whom the file shall belong to");
        if (owner.group().isPresent() && gid.isEmpty())
            return new Proposal.Refused(
                    "there is no group " + owner.group().get() + " here, which the file shall belong to");
        var rights = new Rights(uid, gid, owner.mode(), NEW_FILE_MODE);
        var sameContent = before.filter(old -> Arrays.equals(old, content)).isPresent();
        if (sameContent && rights.fit(seen.orElseThrow())) return new Proposal.Right();
        return tooMuch(content, before)
                .<Proposal>map(Proposal.Refused::new)
                .orElseGet(() ->
                        new Proposal.Replacement(content, rights, seen, before, diff(content, rights, seen, before)));
    }

    private Optional<String> tooMuch(byte[] content, Optional<byte[]> before) {
        var most = generator.guards().mostChangePercent();
        if (most >= 100 || forced || before.isEmpty()) return Optional.empty();
        var percent = TextDiff.changedPercent(managed(before.get()), managed(content));
        return percent <= most
                ? Optional.empty()
                : Optional.of("it would change " + percent + " % of the lines, want max_change_pct: " + most
                        + "; the file stays as it is. If that is right: opsbro generators launch " + generator.id()
                        + " --force");
    }

    private String managed(byte[] file) {
        return generator
                .block()
                .map(block -> Splice.managed(file, block.marks()).orElse(""))
                .orElseGet(() -> new String(file, UTF_8));
    }

    private String diff(byte[] content, Rights rights, Optional<FileFacts> seen, Optional<byte[]> before) {
        if (generator.ways().secret()) return "(the file is secret: its difference is not shown)\n";
        var path = generator.path();
        var text = TextDiff.unified(
                before.map(old -> new String(old, UTF_8)).orElse(""),
                new String(content, UTF_8),
                seen.isPresent() ? path : "/dev/null",
                path);
        if (seen.isEmpty() && text.isEmpty()) return "+++ " + path + " (empty)\n";
        if (text.isEmpty() && !before.map(old -> Arrays.equals(old, content)).orElse(false))
            text = "Binary files " + path + " and " + path + " differ\n";
        return text + seen.map(facts -> changedRights(facts, rights)).orElse("");
    }

    private static String changedRights(FileFacts facts, Rights rights) {
        return changed("owner", facts.uid(), rights.uid())
                + changed("group", facts.gid(), rights.gid())
                + (rights.mode().isPresent() && rights.mode().getAsInt() != facts.mode()
                        ? String.format(
                                Locale.ROOT,
                                "mode %04o -> %04o%n",
                                facts.mode(),
                                rights.mode().getAsInt())
                        : "");
    }

    private static String changed(String what, long now, OptionalLong wanted) {
        return wanted.isPresent() && wanted.getAsLong() != now
                ? what + " " + now + " -> " + wanted.getAsLong() + "\n"
                : "";
    }

    private OptionalLong uid(String name) {
        return number(name).isPresent()
                ? number(name)
                : accounts().user(name).map(user -> OptionalLong.of(user.uid())).orElse(OptionalLong.empty());
    }

    private OptionalLong gid(String name) {
        return number(name).isPresent()
                ? number(name)
                : accounts()
                        .group(name)
                        .map(group -> OptionalLong.of(group.gid()))
                        .orElse(OptionalLong.empty());
    }

    private static OptionalLong number(String name) {
        return name.matches("[0-9]{1,9}") ? OptionalLong.of(Long.parseLong(name)) : OptionalLong.empty();
    }

    private Host host() {
        return scope.host();
    }

    private Files files() {
        return host().files();
    }

    private Accounts accounts() {
        return host().accounts();
    }
}

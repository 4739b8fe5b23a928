package org.opsbro.packs.packages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.InstalledPackage;
import org.opsbro.host.InstalledPackage.State;
import org.opsbro.host.Look;
import org.opsbro.host.Packages;

/** One look at the packages of a machine: what is there of what is wanted, and the one run of the manager that mends the rest. */
final class PackageLook {
    private final Packages packages;
    private final List<InstalledPackage> all;
    private final VersionOrder order;
    private final FindingsBuilder findings = Findings.begin();

    private PackageLook(Look look) {
        this.packages = look.packages();
        this.all = packages.all();
        this.order = VersionOrder.of(packages.manager());
    }

    static Findings present(Look look, List<Wish> wishes) {
        return new PackageLook(look).present(wishes);
    }

    static Findings absent(Look look, List<Wish> wishes) {
        return new PackageLook(look).absent(wishes);
    }

    private Optional<Findings> blind() {
        if (packages.manager().isEmpty())
            return Optional.of(Findings.notEligible("no package manager is known on this machine"));
        if (Managing.of(packages.manager()).isEmpty())
            return Optional.of(Findings.notEligible("nobody knows how to install packages with " + packages.manager()));
        return all.isEmpty()
                ? Optional.of(
                        Findings.cannotTell("the database of " + packages.manager() + " tells of no package at all"))
                : Optional.empty();
    }

    private Findings present(List<Wish> wishes) {
        var blind = blind();
        if (blind.isPresent()) return blind.get();
        var missing = new ArrayList<Wish>();
        for (var wish : wishes) if (isMissing(wish) && !missing.contains(wish)) missing.add(wish);
        if (!missing.isEmpty()) install(Managing.of(packages.manager()).orElseThrow(), missing);
        return findings.end();
    }

    /** Tells of one package, and whether the manager can bring it. */
    private boolean isMissing(Wish wish) {
        var own = all.stream()
                .filter(wish::means)
                .filter(each -> each.state() != State.LEFTOVER)
                .toList();
        var broken = own.stream().filter(each -> each.state() == State.BROKEN).findFirst();
        if (broken.isPresent()) return deviates(wish.shown() + " is installed by half");
        var right =
                own.stream().filter(each -> wish.fits(each.version(), order)).findFirst();
        if (right.isPresent()) return complies(wish.shown() + " " + right.get().version() + " is installed");
        if (!own.isEmpty()) return isOther(wish, own.getLast());
        var provider = all.stream()
                .filter(each -> each.state() == State.INSTALLED && wish.isProvidedBy(each, order))
                .findFirst();
        if (provider.isPresent())
            return complies(wish.shown() + " is provided by " + provider.get().name());
        return deviates(wish.told() + " is not installed");
    }

    private boolean isOther(Wish wish, InstalledPackage now) {
        var what = wish.shown() + " is " + now.version() + ", want " + wish.relation() + " " + wish.version();
        if (wish.isBehind(now.version(), order)) {
            findings.byHand(what, "what is installed is newer, and going back can harm the data of a service");
            return false;
        }
        if (now.held()) {
            findings.byHand(what, "somebody told " + packages.manager() + " to hold it as it is");
            return false;
        }
        return deviates(what);
    }

    private boolean deviates(String what) {
        findings.deviation(what);
        return true;
    }

    private boolean complies(String what) {
        findings.compliant(what);
        return false;
    }

    private void install(Managing managing, List<Wish> missing) {
        if (packages.interrupted())
            managing.recover()
                    .ifPresent(command -> change("end what " + packages.manager() + " was interrupted in", command));
        var names = missing.stream()
                .map(each -> each.relation().equals("=") && !each.version().endsWith("*")
                        ? each.shown() + "=" + each.version()
                        : each.shown())
                .sorted()
                .toList();
        if (managing.refresh().isPresent() && !packages.unlisted(names).isEmpty())
            change(
                    "bring the lists of " + packages.manager() + " up to date",
                    managing.refresh().get());
        var told = String.join(", ", missing.stream().map(Wish::told).toList());
        var fresh = missing.stream()
                .filter(wish -> all.stream().noneMatch(each -> wish.means(each) && each.state() != State.LEFTOVER))
                .map(Wish::shown)
                .toList();
        findings.change(new Change.Run(
                "install " + told,
                managing.install(missing),
                fresh.isEmpty() ? Optional.empty() : managing.remove(fresh)));
    }

    private void change(String what, Command command) {
        findings.change(new Change.Run(what, command, Optional.empty()));
    }

    private Findings absent(List<Wish> wishes) {
        var blind = blind();
        if (blind.isPresent()) return blind.get();
        var managing = Managing.of(packages.manager()).orElseThrow();
        var there = new ArrayList<Wish>();
        for (var wish : wishes) if (isThere(wish) && !there.contains(wish)) there.add(wish);
        if (there.isEmpty()) return findings.end();
        var needing =
                new TreeSet<>(packages.needing(there.stream().map(Wish::name).toList()));
        if (!needing.isEmpty()) {
            for (var wish : there)
                findings.byHand(
                        wish.shown() + " is installed, want none",
                        "other packages need what the rule names: " + String.join(", ", needing)
                                + "; name these too if they shall go");
            return findings.end();
        }
        var names = there.stream().map(Wish::shown).toList();
        for (var wish : there) findings.deviation(wish.shown() + " is installed, want none");
        managing.remove(names)
                .ifPresent(command -> findings.change(
                        new Change.Run("remove " + shown(there), command, Optional.of(managing.install(there)))));
        return findings.end();
    }

    private static String shown(List<Wish> wishes) {
        return String.join(", ", wishes.stream().map(Wish::shown).toList());
    }

    /** Tells of one package, unless it is one to be removed. */
    private boolean isThere(Wish wish) {
        var own = all.stream()
                .filter(wish::means)
                .filter(each -> each.state() != State.LEFTOVER)
                .toList();
        if (own.stream().anyMatch(InstalledPackage::vital)) {
            findings.byHand(
                    wish.shown() + " is installed, want none", "this machine, or its agent, does not work without it");
            return false;
        }
        if (!own.isEmpty()) return true;
        var provider = all.stream()
                .filter(each -> each.state() == State.INSTALLED && wish.isProvidedBy(each, order))
                .findFirst();
        if (provider.isPresent())
            findings.byHand(
                    wish.shown() + " is provided by " + provider.get().name() + ", want none",
                    "name the package that provides it");
        else findings.compliant(wish.shown() + " is not installed");
        return false;
    }
}

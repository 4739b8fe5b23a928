package org.opsbro.packs.system;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.host.Look;
import org.opsbro.host.Service;
import org.opsbro.host.Service.Activity;
import org.opsbro.host.Service.Boot;

/** One look at services, and what would make them as wanted. */
final class ServiceLook {
    private final Look look;
    private final List<String> names;
    private final Set<String> status;
    private final FindingsBuilder findings = Findings.begin();
    private final Map<ServiceDeed, List<Service>> deeds = new EnumMap<>(ServiceDeed.class);

    ServiceLook(Look look, List<String> names, Set<String> status) {
        this.look = look;
        this.names = names;
        this.status = status;
    }

    Findings found() {
        var manager = look.services().manager();
        if (manager.isEmpty()) return Findings.notEligible("no service manager runs on this machine");
        if (!manager.equals("systemd") && (status.contains("masked") || status.contains("unmasked")))
            return Findings.notEligible("only systemd knows masked services, and " + manager + " runs here");
        var there = look.services().services(names);
        for (var name : names) {
            var service = there.get(name);
            if (service == null) absent(name);
            else there(service);
        }
        deeds.forEach((deed, services) -> deed.changes(look, manager, services).forEach(findings::change));
        return findings.end();
    }

    private void absent(String name) {
        var what = "there is no service " + name;
        if (status.contains("masked")) {
            deviates(
                    what + ", want it masked",
                    ServiceDeed.MASK,
                    new Service(name, Activity.STOPPED, "", Boot.DISABLED, List.of()));
            return;
        }
        if (status.contains("started") || status.contains("enabled"))
            findings.byHand(what, "a rule before this one installs what brings it");
        else findings.compliant(what);
    }

    private void there(Service service) {
        var masked = service.boot() == Boot.MASKED;
        if (masked && !status.contains("unmasked")) {
            masked(service);
            return;
        }
        if (status.contains("masked")) deviates(service.name() + " is not masked", ServiceDeed.MASK, service);
        if (status.contains("unmasked")) {
            if (masked) deviates(service.name() + " is masked", ServiceDeed.UNMASK, service);
            else findings.compliant(service.name() + " is not masked");
        }
        if (status.contains("enabled")) enabled(service);
        if (status.contains("disabled")) disabled(service);
        if (status.contains("started")) started(service);
        if (status.contains("stopped")) stopped(service);
    }

    private void masked(Service service) {
        if (status.contains("masked") || status.contains("disabled")) findings.compliant(service.name() + " is masked");
        if (status.contains("stopped")) stopped(service);
        if (status.contains("enabled") || status.contains("started"))
            findings.byHand(
                    service.name() + " is masked",
                    "somebody forbade it; add unmasked to status: if it shall be allowed");
    }

    private void enabled(Service service) {
        switch (service.boot()) {
            case ENABLED -> findings.compliant(service.name() + " is enabled");
            case DISABLED, MASKED -> deviates(service.name() + " is not enabled", ServiceDeed.ENABLE, service);
            case STATIC ->
                findings.byHand(
                        service.name() + " is not enabled",
                        "its unit has no [Install] that says when: others start it");
        }
    }

    private void disabled(Service service) {
        if (service.boot() == Boot.ENABLED) deviates(service.name() + " is enabled", ServiceDeed.DISABLE, service);
        else findings.compliant(service.name() + " is not enabled");
    }

    private void started(Service service) {
        switch (service.activity()) {
            case RUNNING -> findings.compliant(service.name() + " is " + service.told());
            case STOPPED, CRASHED, RETRYING ->
                deviates(service.name() + " is " + service.told() + ", want it started", ServiceDeed.START, service);
            case UNKNOWN -> findings.cannotTell("nobody knows whether " + service.name() + " runs: " + service.told());
        }
    }

    private void stopped(Service service) {
        switch (service.activity()) {
            case STOPPED, CRASHED -> findings.compliant(service.name() + " is " + service.told());
            case RUNNING, RETRYING ->
                deviates(service.name() + " is " + service.told() + ", want it stopped", ServiceDeed.STOP, service);
            case UNKNOWN -> findings.cannotTell("nobody knows whether " + service.name() + " runs: " + service.told());
        }
    }

    private void deviates(String what, ServiceDeed deed, Service service) {
        findings.deviation(what);
        var all = deeds.computeIfAbsent(deed, first -> new ArrayList<>());
        if (all.stream().noneMatch(each -> each.name().equals(service.name()))) all.add(service);
    }
}

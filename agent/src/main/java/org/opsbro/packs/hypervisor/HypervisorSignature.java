package org.opsbro.packs.hypervisor;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.hosting.Hosting;
import org.opsbro.detection.hosting.Layer;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * The letters that a virtual processor is signed with (leaf 0x40000000 of the instruction cpuid), {@code hypervisor}: {@code KVMKVMKVM VMwareVMware
 * MicrosoftHv XenVMMXenVMM TCGTCGTCGTCG VBoxVBoxVBox}; other hypervisors by their own name, and empty where there is none. Told from the same evidence as
 * {@code hosting}, because Java cannot execute the instruction.
 */
@AutoService(Collector.class)
public final class HypervisorSignature implements Collector {
    private static final Map<String, String> SIGNATURES = Map.of(
            "kvm", "KVMKVMKVM",
            "vmware", "VMwareVMware",
            "hyper-v", "MicrosoftHv",
            "xen", "XenVMMXenVMM",
            "qemu", "TCGTCGTCGTCG",
            "virtualbox", "VBoxVBoxVBox");

    @Override
    public String name() {
        return "hypervisor";
    }

    @Override
    public String doc() {
        return "The letters by which the hypervisor signs its processors, empty on real ones.";
    }

    @Override
    public List<String> keys() {
        return List.of("hypervisor");
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var signature = Hosting.of(host)
                .of(Layer.VIRTUALISATION)
                .map(state -> SIGNATURES.getOrDefault(state.name(), state.name()))
                .orElse("");
        return new Collected.Facts(Value.object().with("hypervisor", signature).end());
    }
}

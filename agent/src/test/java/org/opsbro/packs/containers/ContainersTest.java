package org.opsbro.packs.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.detection.Collected;
import org.opsbro.detection.FolderHost;
import org.opsbro.model.Json;
import org.opsbro.pack.Parameters;

class ContainersTest {
    private static final String ID = "3b5d2f0e".repeat(8);

    @TempDir
    private Path first;

    @TempDir
    private Path second;

    @ParameterizedTest
    @CsvSource({
        "system.slice,docker-ID.scope,docker",
        "docker,ID,docker",
        "machine.slice,libpod-ID.scope,podman",
        "user.slice/user-1000.slice/user@1000.service/user.slice,libpod-ID.scope,podman",
        "libpod_parent,libpod-ID,podman",
        "kubepods.slice/kubepods-pod1.slice,cri-containerd-ID.scope,containerd",
        "kubepods.slice/kubepods-pod1.slice,crio-ID.scope,cri-o",
        "kubepods/besteffort/pod1,ID,containerd",
        "system.slice,nerdctl-ID.scope,nerdctl",
    })
    void runtimes_are_known_by_the_names_of_their_cgroups(String parent, String name, String runtime) {
        var path = "/sys/fs/cgroup/" + parent;

        assertThat(Container.of(path, name.replace("ID", ID)))
                .contains(new Container(path + "/" + name.replace("ID", ID), runtime, ID));
    }

    @Test
    void containers_without_ids_have_their_names() {
        assertThat(Container.of("/r", "lxc.payload.web-1").map(Container::shortId))
                .contains("web-1");
        assertThat(Container.of("/r/machine.slice", "systemd-nspawn@build.service")
                        .map(Container::shortId))
                .contains("build");
        assertThat(Container.of("/r/machine.slice", "machine-my\\x2dbox.scope").map(Container::shortId))
                .contains("my-box");
    }

    @Test
    void watchers_virtual_machines_and_services_are_no_containers() {
        for (var name : new String[] {
            "libpod-conmon-" + ID + ".scope",
            "crio-conmon-" + ID + ".scope",
            "machine-qemu\\x2d1\\x2dvm.scope",
            "lxc.monitor.web-1",
            "sshd.service",
            "session-3.scope",
            "docker.service"
        }) assertThat(Container.of("/r", name)).as(name).isEqualTo(Optional.empty());
    }

    @Test
    void names_come_from_the_files_of_the_runtimes() throws IOException {
        var kube = "aa".repeat(32);
        var pod = "bb".repeat(32);
        cgroup(first, "system.slice/docker-" + ID + ".scope");
        cgroup(first, "kubepods.slice/kubepods-pod1.slice/cri-containerd-" + kube + ".scope");
        cgroup(first, "machine.slice/libpod-" + pod + ".scope");
        FolderHost.put(first, "/sys/fs/cgroup/cgroup.controllers", "cpu io memory pids\n");
        FolderHost.put(first, "/var/lib/docker/containers/" + ID + "/config.v2.json", "{\"Name\":\"/web.1\"}");
        FolderHost.put(first, "/var/log/containers/shop-7f_prod_app-" + kube + ".log", "");
        FolderHost.put(
                first,
                "/var/lib/containers/storage/overlay-containers/containers.json",
                "[{\"id\":\"" + pod + "\",\"names\":[\"cache\"]}]");

        assertThat(((Collected.Facts) collect(new Containers(), new FolderHost(first)))
                        .fields()
                        .keys())
                .containsExactly("prod/shop-7f/app", "cache", "web.1");
    }

    @Test
    void a_damaged_file_of_a_runtime_costs_the_name_only() throws IOException {
        cgroup(first, "system.slice/docker-" + ID + ".scope");
        FolderHost.put(first, "/sys/fs/cgroup/cgroup.controllers", "cpu\n");
        FolderHost.put(first, "/var/lib/docker/containers/" + ID + "/config.v2.json", "{\"Name\":");

        assertThat(((Collected.Facts) collect(new Containers(), new FolderHost(first)))
                        .fields()
                        .keys())
                .containsExactly("3b5d2f0e3b5d");
    }

    @Test
    void what_a_container_used_between_two_looks_is_told() throws IOException {
        var scope = "/sys/fs/cgroup/system.slice/docker-" + ID + ".scope";
        FolderHost.put(first, "/sys/fs/cgroup/cgroup.controllers", "cpu io memory pids\n");
        usage(first, scope, 1_000_000, 50, 4096);
        usage(second, scope, 3_500_000, 90, 1_052_672);
        var host = new FolderHost(first);
        var containers = new Containers();

        collect(containers, host);
        host.become(second);

        assertThat(Json.write(((Collected.Facts) collect(containers, host)).fields()))
                .isEqualTo(
                        "{\"3b5d2f0e3b5d\":{\"runtime\":\"docker\",\"id\":\"3b5d2f0e3b5d\",\"cpu%\":25.0,\"throttled%\":0.0,"
                                + "\"read_bytes/s\":104857.6,\"write_bytes/s\":0.0,\"reads/s\":4.0,\"writes/s\":0.0,"
                                + "\"memory_bytes\":73400320,\"memory_limit_bytes\":104857600,\"memory_pct\":70.0,\"oom_kills\":2,"
                                + "\"pids\":7}}");
    }

    private static void usage(Path root, String scope, long micros, long reads, long readBytes) throws IOException {
        FolderHost.put(
                root,
                scope + "/cpu.stat",
                "usage_usec " + micros
                        + "\nuser_usec 1\nsystem_usec 1\nnr_periods 5\nnr_throttled 0\nthrottled_usec 12\n");
        FolderHost.put(root, scope + "/memory.current", "83886080\n");
        FolderHost.put(root, scope + "/memory.max", "104857600\n");
        FolderHost.put(root, scope + "/memory.stat", "anon 1\nfile 2\ninactive_file 10485760\nactive_file 0\n");
        FolderHost.put(root, scope + "/memory.events", "low 0\nhigh 0\nmax 3\noom 2\noom_kill 2\n");
        FolderHost.put(
                root,
                scope + "/io.stat",
                "8:0 rbytes=" + readBytes + " wbytes=0 rios=" + reads + " wios=0 dbytes=99 dios=9\n253:0\n");
        FolderHost.put(root, scope + "/pids.current", "7\n");
    }

    @Test
    void what_is_not_accounted_is_absent() throws IOException {
        cgroup(first, "docker/" + ID);
        FolderHost.put(first, "/sys/fs/cgroup/cgroup.controllers", "\n");

        assertThat(Json.write(((Collected.Facts) collect(new Containers(), new FolderHost(first))).fields()))
                .isEqualTo("{\"3b5d2f0e3b5d\":{\"runtime\":\"docker\",\"id\":\"3b5d2f0e3b5d\"}}");
    }

    @Test
    void an_older_system_and_one_without_containers_say_so() throws IOException {
        FolderHost.put(first, "/sys/fs/cgroup/memory/memory.usage_in_bytes", "1\n");
        FolderHost.put(second, "/sys/fs/cgroup/cgroup.controllers", "cpu\n");
        FolderHost.put(second, "/sys/fs/cgroup/system.slice/sshd.service/cpu.stat", "usage_usec 1\n");

        assertThat(collect(new Containers(), new FolderHost(first)))
                .isEqualTo(
                        new Collected.NotEligible(
                                "this system accounts with cgroup v1: containers are told where cgroup v2 is mounted at /sys/fs/cgroup"));
        assertThat(collect(new Containers(), new FolderHost(second)))
                .isEqualTo(new Collected.NotEligible("no container runs here"));
    }

    private static void cgroup(Path root, String path) throws IOException {
        FolderHost.put(root, "/sys/fs/cgroup/" + path + "/cgroup.procs", "");
    }

    private static Collected collect(Containers containers, FolderHost host) {
        return containers.collect(host, Parameters.NONE);
    }
}

package org.opsbro.kv.raft.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine comes without its network, its log and what those bring along. */
class WithoutTheRestTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.alipay.remoting.rpc.RpcServer",
                "com.alipay.hessian.ClassNameResolver",
                "com.caucho.hessian.io.Hessian2Input",
                "com.alipay.sofa.common.log.LoggerSpaceManager",
                "org.rocksdb.RocksDB",
                "com.sun.jna.Native",
                "com.google.common.collect.ImmutableMap",
                "com.google.errorprone.annotations.Immutable",
                "org.checkerframework.checker.nullness.qual.Nullable",
                "com.google.j2objc.annotations.Weak",
                "javax.annotation.Nonnull",
                "org.openjdk.jmh.annotations.Benchmark",
                "io.netty.handler.codec.mqtt.MqttDecoder",
                "io.netty.channel.epoll.Epoll"
            })
    void what_it_does_not_need_is_not_there(String type) {
        assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void it_needs_eight_jars() {
        var names = Arrays.stream(System.getProperty("java.class.path").split(":"))
                .map(path -> Path.of(path).getFileName().toString())
                .toList();

        assertThat(names)
                .filteredOn(
                        name -> name.matches(
                                "(jraft|protobuf|commons|jctools|metrics|asm|disruptor|bolt|hessian|netty-all|rocksdb|jna|jsr305|guava).*"))
                .containsExactlyInAnyOrder(
                        "jraft-core-1.4.1.jar",
                        "protobuf-java-3.25.5.jar",
                        "commons-lang3-3.18.0.jar",
                        "commons-io-2.20.0.jar",
                        "jctools-core-2.1.1.jar",
                        "metrics-core-4.0.2.jar",
                        "asm-6.0.jar",
                        "disruptor-3.3.7.jar");
    }
}

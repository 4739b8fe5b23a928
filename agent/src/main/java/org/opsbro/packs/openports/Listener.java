package org.opsbro.packs.openports;

import org.opsbro.model.Value;

/** A socket that waits for others: {@code proto source dest state}, as netstat(8) tells them. */
record Listener(String protocol, String address, int port) {
    Value toValue() {
        var six = protocol.endsWith("6");
        return Value.object()
                .with("proto", protocol)
                .with("source", (six ? "[" + address + "]" : address) + ":" + port)
                .with("dest", six ? "[::]:*" : "0.0.0.0:*")
                .with("state", protocol.startsWith("tcp") ? "LISTEN" : "")
                .end();
    }

    /** An IPv4 address as /proc/net writes it: one number of the processor's order, which is the reverse of the network's. */
    static String four(long word) {
        return (word & 0xff) + "." + (word >> 8 & 0xff) + "." + (word >> 16 & 0xff) + "." + (word >> 24 & 0xff);
    }

    /** An IPv6 address: four such numbers. Only zeros at its start are shortened. */
    static String six(long[] words) {
        var text = new StringBuilder();
        var zeros = true;
        for (var word : words) {
            var both = Integer.reverseBytes((int) word);
            for (var group : new int[] {both >>> 16, both & 0xffff}) {
                zeros &= group == 0;
                if (!zeros) text.append(':').append(Integer.toHexString(group));
            }
        }
        if (zeros) return "::";
        return words[0] == 0 ? ":" + text : text.substring(1);
    }
}

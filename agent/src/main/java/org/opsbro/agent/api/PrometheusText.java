package org.opsbro.agent.api;

import java.util.Map;
import org.opsbro.wire.Reply;

/** Figures in the text format of Prometheus (version 0.0.4), family by family. Not for sharing between threads. */
final class PrometheusText {
    private final StringBuilder text = new StringBuilder(4096);

    /** Begins a family: a gauge, or a counter if its name ends in {@code _total}. */
    PrometheusText family(String name, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(name.endsWith("_total") ? " counter\n" : " gauge\n");
        return this;
    }

    PrometheusText sample(String name, double value) {
        return sample(name, Map.of(), value);
    }

    PrometheusText sample(String name, Map<String, String> labels, double value) {
        text.append(name);
        if (!labels.isEmpty()) {
            var sign = '{';
            for (var label : labels.entrySet()) {
                text.append(sign).append(label.getKey()).append("=\"");
                escape(label.getValue());
                text.append('"');
                sign = ',';
            }
            text.append('}');
        }
        text.append(' ');
        if (value == Math.rint(value) && Math.abs(value) < 1e15) text.append((long) value);
        else text.append(value);
        text.append('\n');
        return this;
    }

    private void escape(String value) {
        for (var i = 0; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(value.charAt(i));
            }
        }
    }

    Reply reply() {
        return Reply.of(200, "text/plain; version=0.0.4; charset=utf-8", text.toString());
    }
}

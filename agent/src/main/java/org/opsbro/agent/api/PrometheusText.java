package org.opsbro.agent.api;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.opsbro.wire.Reply;

/**
 * Figures for Prometheus, family by family: in its text format (version 0.0.4), or as OpenMetrics 1.0.0, where a counter has its {@code _total} in its samples
 * only, and the end is said. Not for sharing between threads.
 */
final class PrometheusText {
    private static final String TOTAL = "_total";
    private static final double LONGEST_WHOLE = 1e15;

    private final Form form;
    private final StringBuilder text = new StringBuilder(4096);

    /** What it is written in. */
    enum Form {
        TEXT("text/plain; version=0.0.4; charset=utf-8"),
        OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

        private final String type;

        Form(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }
    }

    PrometheusText(Form form) {
        this.form = form;
    }

    /** Begins a family: a gauge, or a counter if its name ends in {@code _total}. */
    PrometheusText family(String name, String help) {
        var isCounter = name.endsWith(TOTAL);
        var named = isCounter && form == Form.OPEN_METRICS ? name.substring(0, name.length() - TOTAL.length()) : name;
        text.append("# HELP ").append(named).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(named).append(isCounter ? " counter\n" : " gauge\n");
        return this;
    }

    PrometheusText sample(String name, double value) {
        text.append(name);
        return value(value);
    }

    PrometheusText sample(String name, Map<String, String> labels, double value) {
        text.append(name);
        var sign = '{';
        for (var label : labels.entrySet()) {
            label(sign, label.getKey(), label.getValue());
            sign = ',';
        }
        if (sign == ',') text.append('}');
        return value(value);
    }

    /** With two labels. */
    PrometheusText sample(String name, String label, String is, String other, CharSequence otherIs, double value) {
        text.append(name);
        label('{', label, is);
        label(',', other, otherIs);
        text.append('}');
        return value(value);
    }

    private void label(char sign, String name, CharSequence value) {
        text.append(sign).append(name).append("=\"");
        escape(value);
        text.append('"');
    }

    private void escape(CharSequence value) {
        for (var i = 0; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(value.charAt(i));
            }
        }
    }

    private PrometheusText value(double value) {
        text.append(' ');
        if (value == Math.rint(value) && Math.abs(value) < LONGEST_WHOLE) text.append((long) value);
        else if (Double.isInfinite(value)) text.append(value > 0 ? "+Inf" : "-Inf");
        else text.append(value);
        text.append('\n');
        return this;
    }

    /** How much waits to be taken. */
    int length() {
        return text.length();
    }

    /** What was written since the last time. */
    byte[] take() {
        var taken = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        return taken;
    }

    /** What was written since the last time, and the end. */
    byte[] takeLast() {
        if (form == Form.OPEN_METRICS) text.append("# EOF\n");
        return take();
    }

    Reply reply() {
        return Reply.bytes(form.type(), takeLast());
    }
}

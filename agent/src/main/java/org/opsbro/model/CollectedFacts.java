package org.opsbro.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.Value.Fields;

/** The facts of all collectors by name, without copying them. */
record CollectedFacts(Map<String, CollectorReport> reports) implements Fields {
    @Override
    public Value get(String key) {
        var report = reports.get(key);
        return report == null ? Value.UNDEFINED : report.facts();
    }

    @Override
    public List<String> keys() {
        return reports.keySet().stream().sorted().toList();
    }

    @Override
    public int size() {
        return reports.size();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fields fields && Fields.same(this, fields);
    }

    @Override
    public int hashCode() {
        return Fields.hash(this);
    }
}

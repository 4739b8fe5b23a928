package org.opsbro.agent;

import org.opsbro.agent.api.AgentApi;
import org.opsbro.model.Value;
import org.opsbro.pack.YamlEdit.NotEditable;

/** {@code agent.yml} as the API shows and changes it. */
record Parameters(SettingsFile file, Runnable changed) implements AgentApi.Settings {
    @Override
    public Value.Fields all() {
        var settings = file.settings();
        var all = Value.object();
        for (var name : settings.all().keys()) {
            var written = settings.written().contains(name);
            all.with(
                    name,
                    Value.object()
                            .with("value", settings.all().get(name))
                            .with("is_default", !written)
                            .with("source", written ? file.path() : "")
                            .with(
                                    "doc",
                                    Settings.Known.named(name)
                                            .map(known -> known.doc)
                                            .orElse("a variable of your own"))
                            .end());
        }
        return all.end();
    }

    @Override
    public Value.Fields change(String deed, String key, String value) {
        try {
            switch (deed) {
                case "add" -> file.add(key, value);
                case "remove" -> file.remove(key, value);
                default -> file.set(key, value);
            }
        } catch (SettingsFile.Refused | NotEditable refused) {
            throw new IllegalArgumentException(refused.getMessage(), refused);
        }
        changed.run();
        return Value.object()
                .with("file", file.path())
                .with("value", file.settings().all().get(key))
                .end();
    }
}

package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.discovery.Alarms.Alarm;
import org.opsbro.discovery.Message.Detect;
import org.opsbro.discovery.Message.DetectAnswer;

/** Agents of one network find each other by broadcast. Answers wait a moment by chance, so that not all come at once, and are no larger than the question. */
final class Detection {
    private static final int MOST_WAITING = 16;
    private static final long SPREAD = 500_000_000L;
    private static final int OVERHEAD = 16;

    private record Waiting(long due, Address to, DetectAnswer answer, Optional<String> across) {}

    private final Common common;
    private final Surroundings surroundings;
    private final List<Waiting> waiting = new ArrayList<>();

    Detection(Common common, Surroundings surroundings) {
        this.common = common;
        this.surroundings = surroundings;
    }

    /** With names and zones of common length an answer fits; a longer one is not given. */
    Detect request(int nonce) {
        return new Detect(nonce, common.self.profile().zone(), Message.MAX_PADDING);
    }

    void onDetect(Detect asked, Address from) {
        onDetect(asked, from, Optional.empty());
    }

    /**
     * Of another zone only the name of the key that sealed the question is believed.
     *
     * @param across that zone
     */
    void onDetect(Detect asked, Address from, Optional<String> across) {
        if (!across.map(asked.zone()::equals).orElse(true)) return;
        if (!surroundings.answers(asked.zone()) || waiting.size() >= MOST_WAITING) return;
        var answer = new DetectAnswer(asked.nonce(), common.self.id(), Self.brief(common.self.profile()));
        if (GossipCodec.size(answer) > asked.padding() + OVERHEAD) return;
        waiting.add(new Waiting(common.now + common.chanceOf(SPREAD), from, answer, across));
        wake();
    }

    void onAlarm() {
        for (var each : List.copyOf(waiting)) {
            if (each.due() > common.now) continue;
            waiting.remove(each);
            common.out.add(each.across()
                    .<Effect>map(zone -> new Effect.Across(zone, each.to(), each.answer()))
                    .orElseGet(() -> new Effect.Send(each.to(), List.of(each.answer()))));
        }
        wake();
    }

    void onAnswer(DetectAnswer answer, Address from) {
        var profile = answer.brief();
        var at = new Address(from.ip(), profile.port() > 0 ? profile.port() : from.port());
        common.out.add(
                new Effect.Detected(answer.nonce(), answer.id(), at, profile.name(), profile.zone(), profile.relay()));
    }

    private void wake() {
        var next = Alarms.NEVER;
        for (var each : waiting) next = Math.min(next, each.due());
        common.alarms.set(Alarm.DETECT, next);
    }
}

package org.opsbro.packs.core;

import static org.opsbro.evaluator.Function.Purity.IO;
import static org.opsbro.evaluator.Function.Purity.WORLD;
import static org.opsbro.evaluator.Function.Type.ANY;
import static org.opsbro.evaluator.Function.Type.INT;
import static org.opsbro.evaluator.Function.Type.NUMBER;
import static org.opsbro.evaluator.Function.Type.TEXT;
import static org.opsbro.evaluator.Function.impure;
import static org.opsbro.evaluator.Function.pure;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.Ranges;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Network.Answer;
import org.opsbro.host.Network.HttpCall;
import org.opsbro.model.Value;

/** What this node runs on, what its collectors found, and the network around it. */
@AutoService(FunctionLibrary.class)
public final class NodeFunctions implements FunctionLibrary {
    private static final int MOST_PAGE_BYTES = 1024 * 1024;

    @Override
    public List<Function> functions() {
        return List.of(
                impure(
                        WORLD,
                        "hosting",
                        "hosting_driver_is_active",
                        "Whether this node runs on it: a container, a virtualisation or a cloud by name.",
                        "hosting_driver_is_active('no-such-cloud') → False",
                        NodeFunctions::hosting,
                        Argument.of("name", TEXT)),
                impure(
                        WORLD,
                        "basic",
                        "collector_data",
                        "The value at a path below the collectors, or the other one where there is none.",
                        "collector_data('nothing.here', 5) → 5",
                        NodeFunctions::data,
                        Argument.of("path", TEXT),
                        Argument.of("default", ANY, Value.NONE)),
                impure(
                        IO,
                        "network",
                        "check_tcp",
                        "Whether a TCP connection opens within so many seconds.",
                        "check_tcp('127.0.0.1', 1, timeout=1) → False",
                        NodeFunctions::connects,
                        Argument.of("host", TEXT),
                        Argument.of("port", INT),
                        Argument.of("timeout", NUMBER, Value.of(10))),
                impure(
                        IO,
                        "network",
                        "http_status",
                        "The status code of the answer to GET at a URL within so many seconds; 0 without an answer.",
                        "http_status('http://127.0.0.1:1/', timeout=1) → 0",
                        NodeFunctions::status,
                        Argument.of("url", TEXT),
                        Argument.of("timeout", NUMBER, Value.of(10))),
                impure(
                        IO,
                        "network",
                        "ip_to_host",
                        "The name of an address; an empty text without one.",
                        "ip_to_host('127.0.0.1')",
                        (a, scope) -> Value.of(scope.host()
                                .network()
                                .nameOf(Arguments.text(a, 0))
                                .orElse("")),
                        Argument.of("ip", TEXT)),
                impure(
                        IO,
                        "network",
                        "host_to_ip",
                        "The address of a name; an empty text without one.",
                        "host_to_ip('127.0.0.1') → '127.0.0.1'",
                        (a, scope) -> Value.of(scope.host()
                                .network()
                                .addressOf(Arguments.text(a, 0))
                                .orElse("")),
                        Argument.of("name", TEXT)),
                pure(
                        "network",
                        "ip_is_in_range",
                        "Whether an address is in a network, both IPv4 or both IPv6.",
                        "ip_is_in_range('10.1.2.3', '10.0.0.0/8') → True",
                        a -> Value.of(Ranges.holds(Arguments.text(a, 1), Arguments.text(a, 0))),
                        Argument.of("ip", TEXT),
                        Argument.of("range", TEXT)));
    }

    private static Value hosting(List<Value> arguments, Scope scope) {
        var report = scope.world().collectors().get("hosting");
        return Value.of(report != null
                && report.facts().get("active") instanceof Value.Items active
                && active.all().contains(arguments.getFirst()));
    }

    private static Value data(List<Value> arguments, Scope scope) {
        Value here = scope.root("collector");
        for (var part : Arguments.text(arguments, 0).split("\\.", -1))
            here = here instanceof Value.Fields fields ? fields.get(part) : Value.UNDEFINED;
        return here instanceof Value.Undefined ? arguments.getLast() : here;
    }

    private static Value connects(List<Value> arguments, Scope scope) {
        var port = Arguments.whole(arguments, 1);
        if (port < 1 || port > 65_535) throw new EvaluationException("want a port from 1 to 65535, found " + port);
        return Value.of(scope.host()
                .network()
                .connects(Arguments.text(arguments, 0), (int) port, limit(Arguments.real(arguments, 2), scope)));
    }

    private static Duration limit(double seconds, Scope scope) {
        var wanted = Duration.ofMillis((long) (Math.clamp(seconds, 0.001, 60) * 1000));
        return wanted.compareTo(scope.patience()) < 0 ? wanted : scope.patience();
    }

    private static Value status(List<Value> arguments, Scope scope) {
        var url = Arguments.text(arguments, 0);
        if (!url.matches("https?://.+"))
            throw new EvaluationException("want a URL that starts with http:// or https://, found " + url);
        var limit = limit(Arguments.real(arguments, 1), scope);
        var call = new HttpCall("GET", url, Map.of(), "", limit, MOST_PAGE_BYTES);
        return switch (scope.host().network().http(call)) {
            case Answer.Received received -> Value.of(received.code());
            case Answer.NoAnswer silent -> Value.of(0);
        };
    }
}

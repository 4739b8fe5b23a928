package org.opsbro.automation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.opsbro.automation.Frame.Ended;
import org.opsbro.automation.Frame.Manner;
import org.opsbro.automation.NodeRun.State;
import org.opsbro.host.Commands.Output;

class NodeRunTest {
    private static final NodeRun WAITING = NodeRun.waiting(Orders.DB);

    private static NodeRun after(Frame... frames) {
        var run = WAITING;
        for (var frame : frames) run = run.after(frame, 10);
        return run;
    }

    private static Ended ended(Manner manner, int code) {
        return new Ended(manner, code, Duration.ofMillis(1500), false, "why");
    }

    @Test
    void a_command_that_ends_has_a_code() {
        var run = after(new Frame.Beat(), new Frame.Started(), new Frame.Beat(), ended(Manner.EXITED, 0));

        assertThat(run.succeeded()).isTrue();
        assertThat(after(new Frame.Started(), ended(Manner.EXITED, 3)).code()).hasValue(3);
        assertThat(after(new Frame.Started(), ended(Manner.SIGNALLED, 9)))
                .returns(State.DONE, NodeRun::state)
                .returns("ended by signal 9", NodeRun::reason)
                .satisfies(killed -> assertThat(killed.code()).hasValue(137))
                .returns(false, NodeRun::succeeded);
    }

    @Test
    void what_has_no_code_has_a_reason() {
        assertThat(after(new Frame.Refused("no"))).returns(State.REFUSED, NodeRun::state);
        assertThat(after(new Frame.Started(), ended(Manner.TIMED_OUT, 0)))
                .returns(State.TIMEOUT, NodeRun::state)
                .returns("killed after 1.5 s", NodeRun::reason);
        assertThat(after(new Frame.Started(), ended(Manner.CANCELLED, 0)))
                .returns(State.CANCELLED, NodeRun::state)
                .returns("killed because why", NodeRun::reason);
        assertThat(after(new Frame.Started(), ended(Manner.NOT_STARTED, 0)).reason())
                .isEqualTo("why");
    }

    @Test
    void a_node_that_says_what_it_must_not_is_lost() {
        assertThat(after(ended(Manner.EXITED, 0)).reason()).isEqualTo("the node said Ended while the run was waiting");
        assertThat(after(new Frame.Started(), new Frame.Started()).state()).isEqualTo(State.LOST);
        assertThat(after(new Frame.Started(), new Frame.Cancel()).state()).isEqualTo(State.LOST);
        assertThat(after(new Frame.Printed(Output.STANDARD, new byte[1])).state())
                .isEqualTo(State.LOST);
    }

    @Test
    void more_output_than_was_wanted_ends_it() {
        var piece = new Frame.Printed(Output.ERRORS, new byte[6]);

        assertThat(after(new Frame.Started(), piece).printedBytes()).isEqualTo(6);
        assertThat(after(new Frame.Started(), piece, piece).reason())
                .isEqualTo("the node sent more output than was wanted, 10 bytes");
    }

    @Test
    void text_is_the_same_however_it_was_cut() {
        var text = "a é 漢 😀 \n".repeat(20);
        var bytes = text.getBytes(UTF_8);
        var random = new SplittableRandom(3);
        for (var i = 0; i < 1000; i++) {
            var pieces = new Utf8Pieces();
            var read = new StringBuilder();
            for (int at = 0, end; at < bytes.length; at = end) {
                end = Math.min(bytes.length, at + random.nextInt(1, 6));
                read.append(pieces.add(Arrays.copyOfRange(bytes, at, end)));
            }
            assertThat(read.append(pieces.end()).toString()).isEqualTo(text);
        }
    }

    @Test
    void what_is_no_text_is_replaced_and_nothing_is_lost_behind_it() {
        var pieces = new Utf8Pieces();

        assertThat(pieces.add(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xe6}) + pieces.end())
                .isEqualTo("a\ufffdb\ufffd");
    }
}

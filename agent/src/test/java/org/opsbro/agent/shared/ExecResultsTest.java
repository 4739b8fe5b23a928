package org.opsbro.agent.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Value;

class ExecResultsTest {
    private static Value.Fields run(int nodes, String output) {
        var results = Value.object();
        for (var i = 0; i < nodes; i++)
            results.with(
                    "id-" + i,
                    Value.object()
                            .with("node", "web-" + i)
                            .with("state", "done")
                            .with("rc", 0)
                            .with("output", output)
                            .with("err", "")
                            .end());
        return Value.object()
                .with("id", "ab12")
                .with("state", "done")
                .with("lossy", false)
                .with("res", results.end())
                .end();
    }

    /** Letters that cannot be packed. */
    private static String noise(int letters) {
        var random = new Random(7);
        var text = new StringBuilder();
        for (var i = 0; i < letters; i++) text.append((char) (' ' + random.nextInt(95)));
        return text.toString();
    }

    @Test
    void what_fits_is_kept_as_it_is() throws IOException {
        var run = run(1000, "up 3 days\n");

        assertThat(ExecResults.unpacked(ExecResults.packed(run))).isEqualTo(run);
    }

    @Test
    void of_what_does_not_fit_the_beginnings_are_kept_and_that_is_told() throws IOException {
        var noise = noise(60_000);
        var packed = ExecResults.packed(run(20, noise));

        assertThat(packed).hasSizeLessThanOrEqualTo(ExecResults.MOST_BYTES);
        var run = ExecResults.unpacked(packed);
        assertThat(run.get("lossy")).isEqualTo(Value.TRUE);
        var first = (Value.Fields) ((Value.Fields) run.get("res")).get("id-7");
        assertThat(first.get("rc")).isEqualTo(Value.of(0));
        assertThat(noise).startsWith(first.get("output").display());
        assertThat(first.get("output").display()).isNotEmpty();
    }

    @Test
    void what_nobody_of_us_wrote_is_refused() {
        assertThatThrownBy(() -> ExecResults.unpacked(new byte[] {1, 2, 3})).isInstanceOf(IOException.class);
    }
}

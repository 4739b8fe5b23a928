package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.eventually;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** {@code opsbro top} and {@code dashboards show --watch} on a pseudo terminal, with a real agent that comes and goes. */
class TopTest {
    private static final int HUP = 1;
    private static final int TERM = 15;
    private static final int STOP = 19;
    private static final int CONT = 18;

    @TempDir
    private Path folder;

    private Server server = new Server(Path.of("."));

    @BeforeEach
    void agent() throws Exception {
        server = new Server(folder);
        server.start();
    }

    @AfterEach
    void end() throws Exception {
        server.close();
    }

    private static void givenBack(Screen screen) throws Exception {
        var seen = screen.look();
        assertThat(seen.get("restored")).as("settings of the terminal").isEqualTo(Value.TRUE);
        assertThat(seen.get("alternate")).as("the window is taken").isEqualTo(Value.FALSE);
        assertThat(seen.get("cursor")).isEqualTo(Value.TRUE);
    }

    private static void leftAsBefore(Screen screen) throws Exception {
        givenBack(screen);
        assertThat(screen.look().get("longest")).as("letters beyond the window").isEqualTo(Value.of(0));
    }

    @Test
    void a_person_watches_a_node_and_leaves_the_terminal_as_it_was() throws Exception {
        try (var screen = server.screen("top", "--interval", "500ms")) {
            screen.shows("── processes");
            assertThat(screen.text()).contains("cpu ").contains("── checks").contains("── cluster ✓ 1 alive");
            assertThat(screen.look().get("restored")).isEqualTo(Value.FALSE);

            screen.does("keys m");
            screen.does("keys \\x1b[B");
            screen.does("keys ?");
            screen.shows("by cpu, memory, disk");
            screen.does("keys ?");
            screen.does("size 12 60");
            eventually(() -> !screen.text().contains("by cpu"));
            screen.shows("q leave");
            screen.does("size 50 150");
            eventually(() -> ((Value.Items) screen.look().get("lines"))
                    .all()
                    .getLast()
                    .display()
                    .startsWith("q leave"));
            screen.does("keys  ");
            screen.shows("stopped: space goes on");

            screen.does("keys q");
            assertThat(screen.ends()).isZero();
            leftAsBefore(screen);
        }
    }

    @Test
    void whatever_ends_it_the_terminal_is_as_it_was() throws Exception {
        try (var screen = server.screen("top")) {
            screen.shows("── processes");
            screen.does("keys \\x03");
            assertThat(screen.ends()).isZero();
            leftAsBefore(screen);
        }
        try (var screen = server.screen("top")) {
            screen.shows("── processes");
            screen.does("signal " + TERM);
            assertThat(screen.ends()).isEqualTo(128 + TERM);
            leftAsBefore(screen);
        }
        try (var screen = server.screen("top")) {
            screen.shows("── processes");
            screen.does("signal " + HUP);
            assertThat(screen.ends()).isEqualTo(128 + HUP);
            leftAsBefore(screen);
        }
        try (var screen = server.screen("dashboards", "show", "linux", "--watch", "--every", "500ms")) {
            screen.shows("Fullest file system");
            screen.does("hang-up");
            assertThat(screen.ends()).isNotNegative();
        }
    }

    @Test
    void ctrl_z_gives_the_terminal_back_and_fg_draws_anew() throws Exception {
        var opsbro = server.script("").toString();
        try (var screen = server.shell()) {
            screen.does("keys " + opsbro + " top --interval 500ms\\n");
            screen.shows("── processes");
            assertThat(screen.look().get("alternate")).isEqualTo(Value.TRUE);

            screen.does("keys \\x1a");
            screen.shows("Stopped"); // the shell says so when it has the terminal
            givenBack(screen);
            screen.does("keys echo $((6 * 7)) done\\n");
            screen.shows("42 done");

            screen.does("keys fg\\n");
            screen.shows("── processes");
            screen.shows("q leave");
            var seen = screen.look();
            assertThat(seen.get("alternate")).isEqualTo(Value.TRUE);
            assertThat(seen.get("restored")).isEqualTo(Value.FALSE);
            assertThat(screen.text()).doesNotContain("42 done");

            screen.does("keys q");
            screen.shows("bash-"); // the shell asks again
            givenBack(screen);
            screen.does("keys exit 7\\n");
            assertThat(screen.ends()).isEqualTo(7);
        }
    }

    @Test
    void an_agent_that_is_gone_is_waited_for() throws Exception {
        try (var screen = server.screen("top", "--interval", "500ms")) {
            screen.shows("── processes");
            server.kill();
            screen.shows("waiting for the agent");
            assertThat(screen.text()).contains("no agent answers");
            server.start();
            eventually(() -> !screen.text().contains("waiting for the agent"));

            var agent = server.pid();
            Programs.said("kill", "-" + STOP, Long.toString(agent));
            screen.does("keys q");
            assertThat(screen.ends()).isZero();
            Programs.said("kill", "-" + CONT, Long.toString(agent));
            leftAsBefore(screen);
        }
    }

    @Test
    void without_a_terminal_it_is_told_once() throws Exception {
        var said = server.does("top", "--interval", "500ms");

        assertThat(said).contains("── processes").doesNotContain("\u001b");
        var told = Json.readObject(server.does("top", "--once", "--json", "--interval", "500ms"));
        assertThat(told.get("seconds").display()).isNotEqualTo("0.0");
        assertThat(told.get("facts")).isInstanceOf(Value.Fields.class);
        assertThat(server.opsbro("top", "--node", "nobody").code()).isEqualTo(5);
    }

    @Test
    void a_dashboard_is_watched_and_what_was_drawn_last_stays() throws Exception {
        try (var screen = server.screen("dashboards", "show", "linux", "--occurences", "2", "--every", "500ms")) {
            assertThat(screen.ends()).isZero();
            leftAsBefore(screen);
            assertThat(screen.text()).contains("Fullest file system").contains("┌─");
        }
        try (var screen = server.screen("dashboards", "show", "linux", "--watch")) {
            screen.shows("q: quit");
            screen.does("size 60 100");
            eventually(() -> screen.text().contains("Swap"));
            screen.does("keys q");
            assertThat(screen.ends()).isZero();
            leftAsBefore(screen);
        }
    }
}

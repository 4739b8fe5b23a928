package org.opsbro.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.opsbro.it.Patience.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** A program on a pseudo terminal of 24 by 80, and what a person would see of it: {@code terminal.py}. */
final class Screen implements AutoCloseable {
    private final Process driver;
    private final PrintStream orders;
    private final BufferedReader answers;

    Screen(ProcessBuilder program) throws IOException {
        List<String> line = new ArrayList<>(List.of("/usr/bin/python3", "src/test/resources/terminal.py"));
        line.addAll(program.command());
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(program.environment());
        driver = builder.start();
        orders = new PrintStream(driver.getOutputStream(), true, UTF_8);
        answers = driver.inputReader(UTF_8);
    }

    /** What is seen now: {@code lines}, {@code alternate} (the window is taken), {@code cursor}, {@code restored} (settings are as before), {@code code}, {@code writes}, {@code longest}. */
    Value.Fields does(String order) throws IOException, Json.NotJson {
        orders.println(order);
        return Json.readObject(answers.readLine());
    }

    Value.Fields look() throws IOException, Json.NotJson {
        return does("look");
    }

    String text() throws IOException, Json.NotJson {
        var lines = new StringBuilder();
        for (var line : ((Value.Items) look().get("lines")).all())
            lines.append(line.display()).append('\n');
        return lines.toString();
    }

    void shows(String text) {
        within(60, () -> text().contains(text));
    }

    /** Until the program ended; the exit code, negative for a signal. */
    long ends() throws IOException, Json.NotJson {
        within(60, () -> !look().get("code").equals(Value.NONE));
        return ((Value.Int) look().get("code")).number();
    }

    @Override
    public void close() {
        orders.println("end");
        driver.destroy();
    }
}

package org.opsbro.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of others that run beside the agents, until the test ends. */
final class Programs implements AutoCloseable {
    private final List<Process> all = new ArrayList<>();

    /** @return its log, in the folder */
    Path start(Path folder, String... words) throws IOException {
        start(folder, List.of(words));
        return log(folder, words[0]);
    }

    Process start(Path folder, List<String> words) throws IOException {
        var process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log(folder, words.getFirst()).toFile())
                .start();
        all.add(process);
        return process;
    }

    private static Path log(Path folder, String program) {
        return folder.resolve(Path.of(program).getFileName() + ".log");
    }

    /** What a program prints until it ends, errors too. */
    static String said(String... words) throws IOException, InterruptedException {
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said;
    }

    @Override
    public void close() {
        for (var process : all) {
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
            } catch (InterruptedException hurried) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}

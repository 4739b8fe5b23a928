package org.opsbro.cli.commands;

import org.opsbro.cli.Answer;

/** What is wrong in the files of packs, as the agent tells it. */
final class Problems {
    private Problems() {}

    /** {@code packs/a.yml:3:5: check.interval: want 10s}, with what follows it on more lines. */
    static String told(Answer problem) {
        if (problem.find("file").isEmpty()) return problem.text();
        var path = problem.find("path").filter(text -> !text.isEmpty());
        return problem.text("file") + ":" + problem.text("line") + ":" + problem.text("column") + ": "
                + path.map(text -> text + ": ").orElse("") + problem.text("message");
    }
}

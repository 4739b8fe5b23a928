package org.opsbro.automation.generators;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.opsbro.evaluator.Expression;
import org.opsbro.model.Level;
import org.opsbro.pack.CommandLine;

/**
 * A file that is made of a template and of what is known of the cluster.
 *
 * @param id {@code pack/name}
 * @param generateIf the file is looked after while it is true
 * @param path of the file
 * @param template below the templates of its pack
 * @param block where it is only a part of the file
 * @param command run after the file was written, and owed until it exits 0
 * @param rights of the file
 * @param guards against texts that are most likely wrong
 * @param ways how it is done
 */
public record Generator(
        String id,
        String pack,
        Level level,
        Expression generateIf,
        String path,
        String template,
        Optional<Block> block,
        Optional<CommandLine> command,
        Owner rights,
        Guards guards,
        Ways ways,
        String notes) {
    public record Block(Splice.Marks marks, Splice.Missing missing) {}

    /** Names or numbers; what is empty stays as it is. */
    public record Owner(Optional<String> user, Optional<String> group, OptionalInt mode) {}

    /**
     * What must hold before the file is written.
     *
     * @param fewestItems nodes that the shortest list of the template must have; 0 for no guard
     * @param mostChangePercent of the managed lines that may change at once; 100 for no guard
     * @param validate a program that looks at the new file before it takes the place of the old
     */
    public record Guards(int fewestItems, int mostChangePercent, Optional<CommandLine> validate) {}

    /**
     * How it is done.
     *
     * @param audit whether it only tells what it would do
     * @param backup whether the former file is kept in the data folder of the agent
     * @param secret whether content and differences are never shown
     * @param rollback whether the former file comes back if the command fails
     * @param debounce the command waits so long for further changes
     * @param patience how long the command may take
     * @param every how often the file is looked at, beside when what it depends on changes
     */
    public record Ways(
            boolean audit,
            boolean backup,
            boolean secret,
            boolean rollback,
            Duration debounce,
            Duration patience,
            Duration every) {}
}

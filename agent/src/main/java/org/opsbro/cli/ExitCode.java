package org.opsbro.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** What a command tells the shell that ran it. */
public final class ExitCode {
    public static final int OK = 0;
    /** It was tried and did not work. */
    public static final int FAILED = 1;
    /** The words make no command, or what a wait-* command waited for did not come. */
    public static final int NOT_REACHED = 2;

    public static final int USAGE = 2;
    /** No agent answers. */
    public static final int UNREACHABLE = 3;
    /** There is no such thing. */
    public static final int NOT_FOUND = 5;

    /** What each means, for people. */
    static final SequencedMap<Integer, String> MEANINGS = meanings();

    private ExitCode() {}

    private static SequencedMap<Integer, String> meanings() {
        var meanings = new LinkedHashMap<Integer, String>();
        meanings.put(OK, "done");
        meanings.put(FAILED, "tried, and it did not work");
        meanings.put(USAGE, "the words make no command, or what was waited for did not come");
        meanings.put(UNREACHABLE, "no agent answers");
        meanings.put(NOT_FOUND, "there is no such thing");
        return Collections.unmodifiableSequencedMap(meanings);
    }
}

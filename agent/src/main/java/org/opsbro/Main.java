package org.opsbro;

/** The porch: {@code agent start} goes up to the agent, any other word goes to the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] words) {
        System.exit(2);
    }
}

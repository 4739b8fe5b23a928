package org.opsbro.evaluator;

import java.util.List;
import org.opsbro.model.Value;

/** Reads the arguments of a {@link Function}, whose types were checked before it is called. */
public final class Arguments {
    private Arguments() {}

    public static String text(List<Value> arguments, int which) {
        return ((Value.Text) arguments.get(which)).text();
    }

    public static long whole(List<Value> arguments, int which) {
        return Numbers.whole(arguments.get(which));
    }

    public static double real(List<Value> arguments, int which) {
        return Numbers.real(arguments.get(which));
    }

    public static boolean flag(List<Value> arguments, int which) {
        return ((Value.Bool) arguments.get(which)).isTrue();
    }

    /** The parts of a list, set or tuple, characters of a text, keys of a dictionary. */
    public static List<Value> parts(List<Value> arguments, int which) {
        return Containers.parts(arguments.get(which));
    }
}

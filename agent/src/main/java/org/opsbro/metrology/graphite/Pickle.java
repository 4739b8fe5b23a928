package org.opsbro.metrology.graphite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.metrology.Decimal;
import org.opsbro.model.Malformed;

/**
 * Reads what Python's pickle made of lists, tuples, texts and numbers, protocols 0 to 5; whatever would make any other object, or call anything, is refused. The
 * codes are those of Python's {@code pickletools}. A list and a tuple become a list, a number a {@link Double}, a text a {@link Text}, {@code None} and truth values {@link #OTHER}.
 */
final class Pickle {
    /** What is in a pickle, and no sample is made of. */
    static final Object OTHER = new Object();

    private static final Object MARK = new Object();
    private static final int MOST_VALUES = 250_000;
    private static final int LONGEST_INTEGER = 8;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int values;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private Pickle(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Where the bytes of a text are. */
    record Text(int from, int to) {}

    /** @throws Malformed if it is none, or more than texts, numbers, lists and tuples */
    static Object read(byte[] bytes, int from, int end) throws Malformed {
        return new Pickle(bytes, from, end).read();
    }

    private Object read() throws Malformed {
        while (true) {
            var code = next() & 0xff;
            if (code == '.') return pop();
            if (!isNumber(code) && !isText(code) && !isContainer(code) && !isMemo(code))
                throw new Malformed("code " + (char) code + " (" + code
                        + "): a pickle of samples has lists, tuples, texts and numbers only");
        }
    }

    private boolean isNumber(int code) throws Malformed {
        switch (code) {
            case 'J' -> push((double) (int) little(4));
            case 'K' -> push((double) little(1));
            case 'M' -> push((double) little(2));
            case 0x8a -> push(signed((int) little(1)));
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(little(8))));
            case 'I', 'L', 'F' -> push(decimal(line()));
            case 'N', 0x88, 0x89 -> push(OTHER);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean isText(int code) throws Malformed {
        switch (code) {
            case 'U', 'C', 0x8c -> push(text(little(1)));
            case 'T', 'B', 'X' -> push(text(little(4)));
            case 0x8d, 0x8e -> push(text(little(8)));
            case 'V' -> push(plain(line()));
            case 'S' -> push(quoted(line()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean isContainer(int code) throws Malformed {
        switch (code) {
            case '(' -> push(MARK);
            case ']', ')' -> push(new ArrayList<>());
            case 'l', 't' -> push(marked());
            case 0x85, 0x86, 0x87 -> push(last(code - 0x84));
            case 'a' -> {
                var item = pop();
                list().add(item);
            }
            case 'e' -> {
                var items = marked();
                list().addAll(items);
            }
            case '0' -> pop();
            case '1' -> marked();
            case '2' -> push(top());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What was seen may be named again; the marks of a protocol say nothing more. */
    private boolean isMemo(int code) throws Malformed {
        switch (code) {
            case 0x80 -> little(1);
            case 0x95 -> little(8);
            case 0x94 -> memo.put(memo.size(), top());
            case 'p' -> memo.put((int) decimal(line()), top());
            case 'q' -> memo.put((int) little(1), top());
            case 'r' -> memo.put((int) little(4), top());
            case 'g' -> push(known((int) decimal(line())));
            case 'h' -> push(known((int) little(1)));
            case 'j' -> push(known((int) little(4)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void push(Object value) throws Malformed {
        if (++values > MOST_VALUES) throw new Malformed("more than " + MOST_VALUES + " values");
        stack.add(value);
    }

    private Object top() throws Malformed {
        if (stack.isEmpty()) throw new Malformed("it uses what is not there");
        return stack.getLast();
    }

    private Object pop() throws Malformed {
        var top = top();
        stack.removeLast();
        return top;
    }

    @SuppressWarnings("unchecked") // only objects are in it
    private List<Object> list() throws Malformed {
        if (top() instanceof ArrayList<?> list) return (List<Object>) list;
        throw new Malformed("it adds to what is no list");
    }

    /** All down to the last mark. */
    private List<Object> marked() throws Malformed {
        var mark = stack.lastIndexOf(MARK);
        if (mark < 0) throw new Malformed("it uses what is not there");
        var items = new ArrayList<>(stack.subList(mark + 1, stack.size()));
        stack.subList(mark, stack.size()).clear();
        return items;
    }

    private List<Object> last(int count) throws Malformed {
        if (stack.size() < count) throw new Malformed("it uses what is not there");
        var items = stack.subList(stack.size() - count, stack.size());
        var copy = new ArrayList<>(items);
        items.clear();
        return copy;
    }

    private Object known(int number) throws Malformed {
        var value = memo.get(number);
        if (value == null) throw new Malformed("it names again what was not there");
        return value;
    }

    private byte next() throws Malformed {
        if (at >= end) throw new Malformed("it is cut");
        return bytes[at++];
    }

    private long little(int length) throws Malformed {
        if (end - at < length) throw new Malformed("it is cut");
        var number = 0L;
        for (var i = length - 1; i >= 0; i--) number = (number << 8) | (bytes[at + i] & 0xff);
        at += length;
        return number;
    }

    private double signed(int length) throws Malformed {
        if (length > LONGEST_INTEGER) throw new Malformed("an integer of " + length + " bytes");
        var shift = 64 - 8 * length;
        return length == 0 ? 0 : little(length) << shift >> shift;
    }

    private Text text(long length) throws Malformed {
        if (length < 0 || length > end - at) throw new Malformed("it is cut");
        var text = new Text(at, at + (int) length);
        at += (int) length;
        return text;
    }

    /** What is written up to the end of a line. */
    private Text line() throws Malformed {
        var from = at;
        while (next() != '\n') {}
        return new Text(from, at - 1);
    }

    private double decimal(Text line) throws Malformed {
        var isLong = line.to() > line.from() && bytes[line.to() - 1] == 'L';
        var number = Decimal.parse(bytes, line.from(), isLong ? line.to() - 1 : line.to());
        if (Double.isNaN(number)) throw new Malformed("a number that is none");
        return number;
    }

    private Text quoted(Text line) throws Malformed {
        var quote = line.to() - line.from() < 2 ? 0 : bytes[line.from()];
        if ((quote != '\'' && quote != '"') || bytes[line.to() - 1] != quote)
            throw new Malformed("a text without quotes");
        return plain(new Text(line.from() + 1, line.to() - 1));
    }

    private Text plain(Text text) throws Malformed {
        for (var i = text.from(); i < text.to(); i++)
            if (bytes[i] == '\\') throw new Malformed("a text with a backslash");
        return text;
    }
}

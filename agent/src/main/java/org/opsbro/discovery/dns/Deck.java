package org.opsbro.discovery.dns;

import java.util.random.RandomGenerator;

/** The numbers below a count in a random order, drawn one by one: as many as are needed, and no more work than that. */
final class Deck {
    private final RandomGenerator random;
    private int[] sorted = {};
    private int[] cards = {};
    private int count;

    Deck(RandomGenerator random) {
        this.random = random;
    }

    void take(int of) {
        count = of;
        if (sorted.length < of) {
            sorted = new int[Math.max(16, of)];
            for (var i = 0; i < sorted.length; i++) sorted[i] = i;
            cards = new int[sorted.length];
        }
        System.arraycopy(sorted, 0, cards, 0, of);
    }

    /** The number at a place; the places before it must be drawn already. */
    int draw(int place) {
        var from = place + (count - place > 1 ? random.nextInt(count - place) : 0);
        var card = cards[from];
        cards[from] = cards[place];
        cards[place] = card;
        return card;
    }

    /** What was drawn at a place. */
    int drawn(int place) {
        return cards[place];
    }
}

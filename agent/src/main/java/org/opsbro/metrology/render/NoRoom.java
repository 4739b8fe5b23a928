package org.opsbro.metrology.render;

/** That something cannot be answered now, as others are being answered: to be asked again. */
public final class NoRoom extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NoRoom(String message) {
        super(message, null, false, false);
    }
}

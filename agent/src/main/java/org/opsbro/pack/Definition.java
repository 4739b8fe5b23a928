package org.opsbro.pack;

import org.opsbro.model.Level;

/**
 * One object of a pack, as read: the room it belongs to makes its own record of it.
 *
 * @param name the path of its file below the folder of its kind, without extension: {@code disks}
 * @param folder where the pack lies
 * @param keys what is under the key of its kind
 */
public record Definition(Kind kind, String name, String pack, String folder, Level level, Keys keys) {
    /** {@code pack/name}: unique within its kind. */
    public String id() {
        return pack + "/" + name;
    }
}

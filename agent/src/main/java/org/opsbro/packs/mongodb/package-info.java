/** MongoDB: {@link org.opsbro.packs.mongodb.MongoDb} asks the server. */
@NullMarked
package org.opsbro.packs.mongodb;

import org.jspecify.annotations.NullMarked;

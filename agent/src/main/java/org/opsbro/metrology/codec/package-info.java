/**
 * Samples as few bits: {@link org.opsbro.metrology.codec.BlockEncoder} and {@link org.opsbro.metrology.codec.BlockDecoder}. A block is up to 360 samples of
 * one series; what comes out is what went in, bit for bit. Neither allocates once it is made.
 */
@NullMarked
package org.opsbro.metrology.codec;

import org.jspecify.annotations.NullMarked;

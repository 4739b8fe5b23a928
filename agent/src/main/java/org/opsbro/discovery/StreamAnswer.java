package org.opsbro.discovery;

/** How a ping over a stream ended. */
public enum StreamAnswer {
    /** The agent with the id that was asked for answered. */
    ANSWERED,
    /** The host refused the connection by a reset of TCP; never by ICMP. */
    REFUSED,
    /** Nothing in time, another agent, or a network that says it cannot be reached. */
    SILENT
}

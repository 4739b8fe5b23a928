package org.opsbro.agent.shared;

/** Where the store is. */
public enum Shape {
    /** This agent has one of its own. */
    ALONE,
    /** This agent has one with others. */
    SERVER,
    /** Others of the zone have one. */
    ELSEWHERE,
    /** Nobody knows yet: the cluster was not heard since the start. */
    UNKNOWN
}

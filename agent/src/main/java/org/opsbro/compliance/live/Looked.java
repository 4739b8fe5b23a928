package org.opsbro.compliance.live;

import org.opsbro.compliance.Footprint;
import org.opsbro.compliance.Rule;
import org.opsbro.model.RuleStatus;

/** What the last look at a rule was, and what it found. */
record Looked(Rule rule, Rule.Asked asked, Footprint footprint, RuleStatus status) {}

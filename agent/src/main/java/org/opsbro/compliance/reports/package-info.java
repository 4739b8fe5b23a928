/** How the compliance of a node is told to people and to other tools: {@link org.opsbro.compliance.reports.Report} in the {@link org.opsbro.compliance.reports.ReportFormat}s. */
@NullMarked
package org.opsbro.compliance.reports;

import org.jspecify.annotations.NullMarked;

/**
 * Grafana is told where the series are: {@link org.opsbro.metrology.grafana.GrafanaSync} keeps a data source for each node, and a dashboard, by the
 * calls of Grafana's HTTP API that {@link org.opsbro.metrology.grafana.Grafana} knows.
 */
@NullMarked
package org.opsbro.metrology.grafana;

import org.jspecify.annotations.NullMarked;

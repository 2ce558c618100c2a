/** When a balancer takes a server out and lets it in again. Shared by all servers of a fleet; may change at any time. */
export interface HealthRules {
  /** Probes that must fail in a row before a server is taken out; at least 1. */
  unhealthyThreshold: number;
  /** Probes that must pass in a row before it is let in again; at least 1. */
  healthyThreshold: number;
  /** Requests that must fail in a row for the server to be an outlier; 0 never. Envoy: 5. */
  failuresInARow: number;
  /** Failed share of the requests in the window that makes it an outlier, 0 … 1; 0 never. */
  failureRatio: number;
  /** The share is over the requests that ended in this last while, forgotten by tenths; above 0. */
  failureWindowUs: number;
  /** The share is not judged below this many requests in the window. */
  minimumRequests: number;
  /** How long the first ejection lasts, and by how much each further one in a row is longer. Envoy: 30 s. */
  baseEjectionUs: number;
  /** No ejection lasts longer, unless the base is longer itself. Envoy: 300 s. */
  maxEjectionUs: number;
  /** One ejection is forgiven for every such time in service; above 0. Envoy: its interval, 10 s. */
  forgiveAfterUs: number;
  /** Share of the servers that may be ejected at once, 0 … 1, rounded up to a whole server. Envoy: 0.1. */
  maxEjectedRatio: number;
  /** How long a server that comes back is warmed up; 0 for no slow start. */
  slowStartUs: number;
  /** Share of its normal traffic a warming server begins with, 0 … 1. Envoy: 0.1. */
  slowStartFloor: number;
}

// How large the log of a worker grows, where nothing else is configured.
export interface LogLimits {
  /** Of one file, in megabytes. */
  max_mb: number;
  /** Older ones that stay. */
  keep: number;
}

export const LOG_DEFAULTS: LogLimits = { max_mb: 10, keep: 5 };

interface Between<T> {
  since?: T
  until?: T
}

/** A filter as the catalog takes it: its times are dates. */
export function withTimes<F extends Between<string>>({
  since,
  until,
  ...filter
}: F): Omit<F, 'since' | 'until'> & Between<Date> {
  return {
    ...filter,
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
  }
}

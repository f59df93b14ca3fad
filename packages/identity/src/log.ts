/** As much of a log as is written to here. */
export interface Log {
  debug(about: object, message: string): void
  warn(about: object, message: string): void
}

import type { Row } from '../record/row.ts'

/** Under which a record keeps what it lost. */
const lost = Symbol('left out')

type Lessened = Row & { [lost]?: ReadonlySet<string> }

/** Notes beside a record which fields, by their paths, were left out of it. */
export function noteLeftOut(row: Row, paths: ReadonlySet<string>): void {
  ;(row as Lessened)[lost] = paths
}

export function leftOutOf(row: Row): ReadonlySet<string> | undefined {
  return (row as Lessened)[lost]
}

import { booksBalance, type DatasetDetail, type Run } from '@syndicate/contracts'

export interface Evidence {
  run: Run
  /** Records in the input, counted without Syndicate. */
  records: number
  dataset: DatasetDetail
  /** Live records of the run's version, as read back through the API. */
  readBack: number
}

/** What does not add up about a finished run; empty when every record is accounted for. */
export function checkBooks({ run, records, dataset, readBack }: Evidence): string[] {
  const { counts } = run
  const faults: string[] = []
  if (!booksBalance(counts)) faults.push(`the books do not balance: ${JSON.stringify(counts)}`)
  if (counts.in !== records) faults.push(`${records} records went in, and the run counted ${counts.in}`)
  const version = dataset.versions.find(({ version: number }) => number === run.version)
  if (!version) return [...faults, `the registry does not list version ${run.version}`]
  if (version.records !== counts.loaded)
    faults.push(`the version has ${version.records} records, and ${counts.loaded} were loaded`)
  const live = dataset.mode === 'replace' ? counts.loaded : dataset.records
  if (readBack !== live) faults.push(`${readBack} records came back, and ${live} should have`)
  return faults
}

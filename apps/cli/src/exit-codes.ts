/** What the process ends with. Scripts rely on these: they are public surface, and `syndicate --help` lists them. */
export const exitCodes = {
  done: 0,
  failed: 1,
  differs: 1,
  wrongUse: 2,
  notAllowed: 3,
  notFound: 4,
  runNotPublished: 5,
  quarantined: 6,
  unavailable: 7,
  interrupted: 130,
} as const

export type Exit = keyof typeof exitCodes

export const exitCodeHelp = `Exit codes:
  0    done
  1    failed unexpectedly, or the answer was no; of \`pipelines diff\`: something differs
  2    wrong use: unknown command or option, or the server finds the request invalid
  3    not signed in, or not allowed
  4    no such run, dataset, pipeline, user or key
  5    the run that was watched ended rejected, failed or cancelled
  6    with --strict: published, but some records are in quarantine
  7    the server cannot be reached or cannot take this now
  130  interrupted by Ctrl-C`

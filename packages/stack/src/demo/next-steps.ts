import type { DataSetOutcome } from './run-data-set.ts'

/** Addresses to open and commands to copy. */
export function nextSteps(gatewayUrl: string, outcomes: DataSetOutcome[]): string[] {
  const dirty = outcomes.find(({ run }) => run.counts.quarantined > 0)
  const shown = outcomes.flatMap(({ run }) => [
    `  records of ${run.dataset.padEnd(11)} ${gatewayUrl}/api/registry/${run.dataset}/records?limit=5`,
    `  its run                ${gatewayUrl}/api/runs/${run.runId}`,
  ])
  const quarantine = dirty
    ? [`  quarantine             ${gatewayUrl}/api/quarantine?run=${dirty.run.runId}&limit=5`]
    : []
  return [
    'Where to look, signed in as trader1 with password123:',
    `  the console            ${gatewayUrl}/`,
    `  a run and its books    ${gatewayUrl}/runs/${(dirty ?? outcomes[0])?.run.runId ?? ''}`,
    ...shown,
    ...quarantine,
    '',
    'To copy:',
    `  curl -sc /tmp/syndicate.cookies -H 'content-type: application/json' \\`,
    `    -d '{"username":"trader1","password":"password123"}' ${gatewayUrl}/api/auth/login`,
    `  curl -sb /tmp/syndicate.cookies '${gatewayUrl}/api/registry/movies/records?limit=3'`,
    ...(dirty
      ? [`  curl -sb /tmp/syndicate.cookies '${gatewayUrl}/api/quarantine?run=${dirty.run.runId}&group=code'`]
      : []),
  ]
}

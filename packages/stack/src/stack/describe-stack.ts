import type { Stack } from './start-stack.ts'

/** Where to look, as lines for people. */
export function describeStack(stack: Stack): string[] {
  const workers = stack.processes().filter(({ name }) => name.startsWith('worker')).length
  return [
    `Syndicate is at ${stack.gatewayUrl}  (${workers} ${workers === 1 ? 'worker' : 'workers'})`,
    `  API reference  ${stack.gatewayUrl}/docs`,
    `  health         ${stack.gatewayUrl}/ready`,
    `  logs           ${stack.logDir}`,
  ]
}

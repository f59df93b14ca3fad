import { ProblemError } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export function isChange(method: string): boolean {
  return !readingMethods.has(method)
}

/** A browser that says a change comes from another site is believed, with a session or without. */
export function refuseCrossSite(app: App): void {
  app.addHook('onRequest', async (request) => {
    if (isChange(request.method) && request.headers['sec-fetch-site'] === 'cross-site') {
      throw new ProblemError('origin-refused', 'Changes from another site are refused')
    }
  })
}

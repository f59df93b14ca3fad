import manifest from '../../../package.json' with { type: 'json' }

/** Of the whole program: gateways and workers of one are meant to run together. */
export const version: string = manifest.version

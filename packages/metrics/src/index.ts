export { createLook, type Look, type LookOptions } from './create-look.ts'
export { isTokenOf } from './is-token-of.ts'
export { createProcessRegistry, type PoolCounts } from './create-process-registry.ts'

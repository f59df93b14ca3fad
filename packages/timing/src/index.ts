export { createBatcher, type Batcher, type BatcherOptions } from './create-batcher.ts'
export { within } from './within.ts'

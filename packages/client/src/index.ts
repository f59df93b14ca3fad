export type * from './client.ts'
export { ClientError } from './client-error.ts'
export { createClient } from './create-client.ts'

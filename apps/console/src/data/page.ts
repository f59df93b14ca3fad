/** One page of a list: what the API answers with under the list's name. */
export type Page<Name extends string, T> = Record<Name, T[]> & { next: string | null }

import { signal } from '@preact/signals'

/** The file that a dataset is to be made of, until the page for that takes it. */
export const dropped = signal<File | null>(null)

import { isClientError } from '../../data/client.ts'

type StartField = 'pipeline' | 'dataset' | 'format'

const byCode: Partial<Record<string, StartField>> = {
  'unknown-pipeline': 'pipeline',
  'dataset-taken': 'dataset',
  'dataset-mode-conflict': 'dataset',
  'unsupported-format': 'format',
  'malformed-input': 'format',
}

/** Which field of the form a refusal is about; none: it is about the whole. */
export function fieldOf(error: unknown): StartField | undefined {
  if (!isClientError(error)) return undefined
  const place = error.errors?.map(({ path }) => /^\/?(?:query\/)?(\w+)$/.exec(path)?.[1]).find(isField)
  return place ?? byCode[error.code]
}

function isField(name: string | undefined): name is StartField {
  return name === 'pipeline' || name === 'dataset' || name === 'format'
}

/** What is wrong with the name of a dataset, before it is sent. */
export function faultOfName(name: string): string | undefined {
  if (name === '' || /^[a-z0-9][a-z0-9_-]{0,62}$/.test(name)) return undefined
  return 'A name has lower case letters, digits, - and _, begins with a letter or a digit, and has at most 63 of these.'
}

import type { Client } from '@syndicate/client'
import type { Erasure, ErasureSelector } from '@syndicate/contracts'
import { printable } from '../output/printable.ts'

/**
 * The fields that an erasure looked for and no record ever had, where it found nothing and all fields are known. One request,
 * in that case alone.
 */
export async function fieldsNowhere(
  client: Pick<Client, 'request'>,
  selector: ErasureSelector,
  { dataset, records, refused, inputs }: Erasure,
): Promise<string[]> {
  if (!('key' in selector) || records + refused + inputs > 0) return []
  const { fields, complete } = await client.request('GET /api/registry/:dataset/schema', { params: { dataset } })
  if (!complete) return []
  return Object.keys(selector.key)
    .filter((key) => !fields.some(({ field }) => field.startsWith(key)))
    .map(printable)
}

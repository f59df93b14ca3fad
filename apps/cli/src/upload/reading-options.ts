import { Option } from '@commander-js/extra-typings'
import type { SendOptions } from './send-source.ts'
import { decimalSigns, raggedPolicies } from '@syndicate/contracts/words'
import { wholeNumber } from '../arguments/whole-number.ts'

const mostSkipped = 1000

/** How an input is read, as somebody says it. */
export type Reading = Omit<SendOptions, 'pipeline' | 'dataset' | 'idempotencyKey' | 'header' | 'nulls'> & {
  header?: string | undefined
  nulls?: string | undefined
}

/** The options that say how an input is read, where that is not found out or as the pipeline says. */
export const readingOptions = {
  encoding: () => reading('--encoding <name>', 'of a text, such as windows-1252'),
  records: () =>
    reading('--records <pointer>', 'JSON Pointer to the list of records, such as /data; "": the input itself'),
  delimiter: () => reading('--delimiter <sign>', 'between CSV fields: a sign, tab or auto'),
  quote: () => reading('--quote <sign>', 'around CSV fields: a sign, none or auto'),
  escape: () => reading('--escape <sign>', 'before a quote in a CSV field, where quotes are not doubled'),
  header: () =>
    reading(
      '--header <names>',
      'true or false: whether the first row names the columns; or their names: id,name or \'["id","price, EUR"]\'',
    ),
  skip: () => reading('--skip <lines>', 'lines before a CSV begins').argParser(wholeNumber(0, mostSkipped)),
  comment: () => reading('--comment <sign>', 'what a CSV line that is no row begins with'),
  nulls: () => reading('--nulls <words>', 'CSV cells that mean null, such as NULL,N/A'),
  decimal: () => reading('--decimal <sign>', 'in texts that are cast to numbers').choices(decimalSigns),
  thousands: () => reading('--thousands <sign>', 'in texts that are cast to numbers'),
  trim: () => reading('--trim', 'take blanks around CSV cells away'),
  ragged: () => reading('--ragged <policy>', 'CSV rows that are too short').choices(raggedPolicies),
}

function reading<Flags extends string>(flags: Flags, description: string) {
  return new Option(flags, description).helpGroup('Reading:')
}

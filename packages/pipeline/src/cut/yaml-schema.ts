import { Schema, type ScalarTag } from 'yaml'
import { fromBase64 } from '../decode/base64.ts'
import { exactNumber } from '@syndicate/contracts/decimal-number'

/** As JSON writes numbers. */
const plainNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/
const notFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

/**
 * Needs no quotes to be meant as a text: postcodes, versions and hashes look like numbers as well. So a number is only what
 * a double prints back letter by letter.
 */
const number: ScalarTag = {
  default: true,
  tag: 'tag:yaml.org,2002:float',
  test: plainNumber,
  resolve: (text) => (String(Number(text)) === text ? Number(text) : text),
}

/** Kept as what it is, for whoever makes JSON of it to refuse. */
const noNumber: ScalarTag = { default: true, tag: number.tag, test: notFinite, resolve: () => NaN }

/** Where somebody says that it is a number, it is its value that counts. */
function numberSaid(tag: string, text: RegExp): ScalarTag {
  return {
    tag,
    resolve(said, onError) {
      const value = text.test(said) ? exactNumber(said) : undefined
      if (value === undefined) onError(`${JSON.stringify(said.slice(0, 80))} is no number`)
      return value
    },
  }
}

const binary: ScalarTag = {
  tag: 'tag:yaml.org,2002:binary',
  resolve(text, onError) {
    const base64 = text.replace(/\s/g, '')
    if (fromBase64(base64) === null) onError('This is no base64')
    return base64
  },
}

const timestamp: ScalarTag = { tag: 'tag:yaml.org,2002:timestamp', resolve: (text) => text }

/**
 * The core schema of YAML 1.2, whatever a `%YAML` directive says, with numbers as above. Tags that it does not know are
 * warnings of the library.
 */
export const yamlSchema = new Schema({
  schema: 'failsafe',
  resolveKnownTags: false,
  customTags: [
    'null',
    'bool',
    numberSaid('tag:yaml.org,2002:int', /^[-+]?\d+$/),
    numberSaid('tag:yaml.org,2002:float', /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/),
    number,
    noNumber,
    binary,
    timestamp,
  ],
})

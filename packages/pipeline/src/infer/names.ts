/** What a name says of what stands below it, in the words it is made of: `unitPrice` and `Unit Price` are `unit_price`. */
function wordsOf(name: string): string {
  return name
    .slice(0, 200)
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
}

const word = (words: string) => new RegExp(`(?:^|_)(?:${words})(?:_|$)`)

const isCode = word(
  'zip|zip_?code|postal|postal_?code|post_?code|plz|cep|phone|phones|telephone|tel|mobile|fax|ssn|iban|bic|isbn|issn|ean|upc|gtin|vat_?id|iso_?code|version',
)
const isTime = word('time|timestamp|ts|date|datetime|at|on|created|updated|modified|changed|epoch|since|until|day')
const isFlag = /^(is|has|can|was|should|did)_|(^|_)(flag|enabled|disabled|active|deleted|verified|valid|bool)$/
const isMoney =
  /(?:^|_)(?:price|amount|cost|fee|tax|salary|revenue|profit|balance|fare|tip)(?:_(?:usd|eur|gbp|chf|jpy))?$/
const isSigned = word(
  'temp|temperature|delta|diff|difference|change|balance|profit|loss|net|margin|growth|return|lat|latitude|lon|lng|long|longitude|x|y|z|elevation|altitude|offset|score|anomaly|trend|dx|dy|dz|celsius|fahrenheit|degrees|gain|saldo',
)
const isShare = word('percent|percentage|pct|perc')
const isLatitude = word('lat|latitude')
const isLongitude = word('lon|lng|long|longitude')
const isOpenSet = word(
  'id|ids|name|names|title|city|town|country|state|county|region|symbol|ticker|code|key|sku|product|user|author|customer|company|email|mail|url|uri|host|path|note|notes|comment|comments|description|model|tz|timezone|date|year|month',
)
const idFirst = /^(id|_id|uuid|guid|key|pk)$/
const idLike = /(^|_)(id|uuid|guid|key|code|sku|no|nr|num|number|isbn|iban|email|slug|iata|icao|iso)$/

/** Digits that are read aloud one by one, and mostly are no quantity. */
export const namesCode = (name: string) => isCode.test(wordsOf(name))
export const namesTime = (name: string) => isTime.test(wordsOf(name))
/** Something that is or is not. */
export const namesFlag = (name: string) => isFlag.test(wordsOf(name))
export const namesMoney = (name: string) => isMoney.test(wordsOf(name))
/** A quantity that may be below nothing. */
export const namesSigned = (name: string) => isSigned.test(wordsOf(name))
export const namesShare = (name: string) => isShare.test(wordsOf(name)) && !namesSigned(name)
export const namesLatitude = (name: string) => isLatitude.test(wordsOf(name))
export const namesLongitude = (name: string) => isLongitude.test(wordsOf(name))
/** Something of which there is always another one. */
export const namesOpenSet = (name: string) => isOpenSet.test(wordsOf(name))
/** How much a name speaks for a key: the lower, the more. */
export function keyRank(name: string): number {
  const words = wordsOf(name)
  return idFirst.test(words) ? 0 : idLike.test(words) ? 1 : 2
}

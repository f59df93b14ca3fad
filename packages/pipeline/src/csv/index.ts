export { byteOrderMark, createRowWriter, csvHeader } from './csv-output.ts'
export { parseInOrder } from '../decode/parse-in-order.ts'
export { namesOf } from '../record/field-order.ts'

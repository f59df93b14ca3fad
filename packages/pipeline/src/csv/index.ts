export { byteOrderMark, cellText, sheetText, createRowWriter, csvHeader, withoutGuard } from './csv-output.ts'
export { readSheet, type SheetRow } from './read-sheet.ts'
export { parseInOrder } from '../decode/parse-in-order.ts'
export { namesOf } from '../record/field-order.ts'

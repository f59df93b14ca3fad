/** What is wrong in it, by line. */
const bad: Record<number, string> = {
  4: '3;Customer 3;04.01.2026;soon;4',
  7: '6;Customer 6;31.02.2026;9,00;1',
  51: '50;Customer 50;01.01.2026;75,00;two',
  120: '119;Customer 119',
  190: 'A-189;Customer 189;08.01.2026;283,50;1',
}

const pad = (number: number) => String(number).padStart(2, '0')

function row(id: number): string {
  const sold = `${pad((id % 28) + 1)}.${pad((id % 12) + 1)}.2026`
  return `${id};Customer ${id};${id === 1 ? '02.01.2026' : sold};${(id * 1.5).toFixed(2).replace('.', ',')};${(id % 5) + 1}`
}

/** 200 rows with semicolons between, days and commas as they are written in Germany; five of them are bad. */
export const salesCsv = [
  'id;customer;sold;amount;quantity',
  ...Array.from({ length: 200 }, (_, index) => bad[index + 2] ?? row(index + 1)),
  '',
].join('\n')

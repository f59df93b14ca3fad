/**
 * What files begin with that hold no records for us to read. Long marks only: a CSV may well begin with `BM` or `MZ`,
 * which larger lists take for a picture or a program.
 */
const marks: [name: string, at: number, mark: string][] = [
  ['a ZIP archive, as XLSX and ODS files are', 0, 'PK\x03\x04'],
  ['an empty ZIP archive', 0, 'PK\x05\x06'],
  ['an XLS file', 0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['a PDF file', 0, '%PDF-'],
  ['a Parquet file', 0, 'PAR1\x15'],
  ['an Arrow file', 0, 'ARROW1\0\0'],
  ['an Avro file', 0, 'Obj\x01'],
  ['an ORC file', 0, 'ORC\x08'],
  ['an ORC file', 0, 'ORC\x0a'],
  ['an SQLite database', 0, 'SQLite format 3\0'],
  ['an HDF5 file', 0, '\x89HDF\r\n\x1a\n'],
  ['a TAR archive', 257, 'ustar'],
  ['a gzip file', 0, '\x1f\x8b'],
  ['a Zstandard file', 0, '\x28\xb5\x2f\xfd'],
  ['a bzip2 file', 4, '1AY&SY'],
  ['an xz file', 0, '\xfd7zXZ\0'],
  ['a 7z archive', 0, "7z\xbc\xaf'\x1c"],
  ['a RAR archive', 0, 'Rar!\x1a\x07'],
  ['a PNG image', 0, '\x89PNG\r\n\x1a\n'],
  ['a JPEG image', 0, '\xff\xd8\xff'],
  ['an LZ4 file', 0, '\x04\x22\x4d\x18'],
  ['a program', 0, '\x7fELF'],
  ['what Git LFS keeps in place of a file', 0, 'version https://git-lfs.github.com/spec/'],
  ['an RTF document', 0, '{\\rtf'],
]

/** What an input is that is surely in none of our formats; undefined when it may be in one. */
export function containerOf(head: Uint8Array): string | undefined {
  return marks.find(([, at, mark]) => holds(head, at, mark))?.[0]
}

function holds(head: Uint8Array, at: number, mark: string): boolean {
  for (let i = 0; i < mark.length; i++) if (head[at + i] !== mark.charCodeAt(i)) return false
  return true
}

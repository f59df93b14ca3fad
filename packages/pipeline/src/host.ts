/** What the host lends: everything here that would need an import of its runtime. */
export interface Host {
  /** One zstd frame. The bytes are only lent. */
  compress(bytes: Uint8Array): Uint8Array
  /** The content of one or more zstd frames. Throws when it is longer than `maxBytes`. */
  decompress(bytes: Uint8Array, maxBytes: number): Uint8Array
  equal(a: Uint8Array, b: Uint8Array): boolean
  /** HMAC-SHA-256 under the installation's key, in hex. */
  keyedHash(value: string): string
  /** SHA-256 of a text in UTF-8, as a text of a character for each of its bytes: no buffer is made for a record. */
  digest(text: string): string
}

const pieceBytes = 0x8000

/** Standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let i = 0; i < bytes.length; i += pieceBytes) binary += String.fromCharCode(...bytes.subarray(i, i + pieceBytes))
  return btoa(binary)
}

/** Strict: standard alphabet and right padding; only line breaks are passed over. Returns null when it is not base64. */
export function fromBase64(text: string): Uint8Array | null {
  const compact = text.replace(/[\r\n]/g, '')
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return null
  const binary = atob(compact)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

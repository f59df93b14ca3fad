/** Shorter parts are words such as `hook`. */
const shortestSecret = 6

/**
 * What a receiver said, without what its URL keeps secret: a server may answer with the path or the token it was asked by,
 * and what it said is shown to every reader. Each is looked for as it was written, decoded, and as HTML has it.
 */
export function withoutAddress(text: string, url: string): string {
  const { pathname, search, searchParams } = new URL(url)
  const parts = [
    ...pathname.split('/'),
    ...search.slice(1).split(/[&=]/),
    ...searchParams.keys(),
    ...searchParams.values(),
  ]
  const wholes = [pathname, search, pathname + search].filter(({ length }) => length > 2)
  const secrets = [...wholes, ...parts.filter(({ length }) => length >= shortestSecret)]
  const forms = secrets.flatMap((secret) => [secret, decoded(secret)]).flatMap((form) => [form, inHtml(form)])
  // The longest first: what is left of a whole would not be found by its parts.
  return [...new Set(forms)]
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, form) => rest.replaceAll(new RegExp(RegExp.escape(form), 'gi'), '…'), text)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function inHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

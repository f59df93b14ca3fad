import { complaintsOf } from './complaints-of.ts'

/** An answer that is not as the API documents say fails the test that asked for it. @throws Error */
export async function checkedFetch(url: URL, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const readable = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers)
  if ('set-cookie' in headers) headers['set-cookie'] = response.headers.getSetCookie()
  const complaints = complaintsOf({
    method: init.method ?? 'GET',
    url: url.pathname + url.search,
    status: response.status,
    headers,
    body: readable ? await response.clone().text() : undefined,
  })
  if (complaints.length > 0) throw new Error(`Not as documented: ${complaints.join('; ')}`)
  return response
}

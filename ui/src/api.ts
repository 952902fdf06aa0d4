/** Paths are relative to the page, so that they work below any route prefix. */
const API = 'api/v1/'

export class ApiError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send(path, signal ? { signal } : {})
}

export async function postJson<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  return send(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

export async function deleteAt(path: string): Promise<void> {
  await send(path, { method: 'DELETE' })
}

export function openStream(): EventSource {
  return new EventSource(`${API}stream`)
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(API + path, init)
  const text = await response.text()
  if (!response.ok) throw new ApiError(response.status, detailOf(text) ?? response.statusText)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

function detailOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { detail?: string }).detail
  } catch {
    return undefined
  }
}

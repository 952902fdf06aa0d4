import { useEffect, useState } from 'react'

import { ApiError, getJson, openStream } from './api.ts'

export type Connection = 'connecting' | 'live' | 'lost'

/** The line to the server: whether it is up, and a number that grows with every cycle. */
export function useCycles(): { connection: Connection; cycle: number } {
  const [connection, setConnection] = useState<Connection>('connecting')
  const [cycle, setCycle] = useState(0)
  useEffect(() => {
    let stream: EventSource
    let retry: number | undefined
    const open = () => {
      stream = openStream()
      stream.addEventListener('open', () => setConnection('live'))
      stream.addEventListener('cycle', () => setCycle((count) => count + 1))
      stream.addEventListener('error', () => {
        setConnection('lost')
        // The browser comes back by itself, except after an answer that was not a stream.
        if (stream.readyState === EventSource.CLOSED) retry = window.setTimeout(open, 5000)
      })
    }
    open()
    return () => {
      window.clearTimeout(retry)
      stream.close()
    }
  }, [])
  return { connection, cycle }
}

export interface Fetched<T> {
  /** The last good answer; it stays while a later request fails. */
  readonly data: T | undefined
  readonly error: ApiError | Error | undefined
}

/** The answer at `path`, asked again when the path or `revision` changes; no path asks nothing. */
export function useFetched<T>(path: string | undefined, revision: number): Fetched<T> {
  const [state, setState] = useState<Fetched<T> & { path: string | undefined }>({
    path,
    data: undefined,
    error: undefined,
  })
  useEffect(() => {
    if (path === undefined) return undefined
    const abort = new AbortController()
    getJson<T>(path, abort.signal).then(
      (data) => setState({ path, data, error: undefined }),
      (error: Error) => {
        if (abort.signal.aborted) return
        setState((old) => ({ path, data: old.path === path ? old.data : undefined, error }))
      },
    )
    return () => abort.abort()
  }, [path, revision])
  return state.path === path ? state : { data: undefined, error: undefined }
}

/** Unix seconds, fresh every few seconds, for ages and countdowns. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now() / 1000)
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now() / 1000), 5000)
    return () => window.clearInterval(timer)
  }, [])
  return now
}

import type { ReactNode } from 'react'

import type { Fetched } from './live.ts'

interface Props<T> {
  readonly title: string
  readonly fetched: Fetched<T>
  readonly children: (data: T) => ReactNode
}

/** A part of the page: loading, failed and there look different, and never like "all is well". */
export function Panel<T>({ title, fetched: { data, error }, children }: Props<T>) {
  return (
    <section>
      <h2>{title}</h2>
      {error && <p className="trouble">Could not be loaded: {error.message}</p>}
      {data === undefined ? error ? null : <p className="quiet">Loading…</p> : children(data)}
    </section>
  )
}

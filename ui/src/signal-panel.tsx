import { useEffect, useState } from 'react'

import type { WatchedSignal } from '../../src/engine/engine.ts'
import type { JudgedColumns } from '../../src/model/metric-analysis.ts'
import type { Signal } from '../../src/model/signal.ts'
import type { Page } from '../../src/model/page.ts'
import { Chart } from './chart.tsx'
import { useFetched } from './live.ts'
import { clock, quantity } from './words.ts'

interface Props {
  readonly chosen: string | undefined
  readonly choose: (id: string) => void
  readonly revision: number
  readonly now: number
}

/** One signal over the last day, with what was expected of it. */
export function SignalPanel({ chosen, choose, revision, now }: Props) {
  const [search, setSearch] = useState('')
  const asked = useSettled(search)
  const query = new URLSearchParams({ limit: '20', ...(asked === '' ? {} : { search: asked }) })
  const found = useFetched<Page<WatchedSignal>>(`signals?${query}`, revision)
  const watched = found.data?.items.find(({ id }) => id === chosen)
  const address = chosen === undefined ? undefined : `signals/${encodeURIComponent(chosen)}`
  const named = useFetched<Signal>(address, 0).data
  const signal = watched ?? named
  const chart = useFetched<JudgedColumns>(address && `${address}/chart`, revision)
  return (
    <section id="signal">
      <h2>A signal</h2>
      <input
        type="search"
        value={search}
        placeholder="Search by name, metric or label"
        aria-label="Search signals"
        onChange={(event) => setSearch(event.target.value)}
      />
      {found.error && <p className="trouble">Could not search: {found.error.message}</p>}
      <SignalList page={found.data} chosen={chosen} choose={choose} searched={asked !== ''} />
      {chosen === undefined && found.data?.items.length !== 0 && (
        <p className="quiet">Choose a signal to see its last day.</p>
      )}
      {chart.error && <p className="trouble">No chart: {chart.error.message}</p>}
      {chart.data && (
        <>
          <h3>{signal ? `${signal.name} · ${signal.entity}` : chosen}</h3>
          {watched && <p className="quiet">{lastSentence(watched, now)}</p>}
          <Chart columns={chart.data} unit={signal?.unit ?? 'none'} />
        </>
      )}
    </section>
  )
}

interface ListProps {
  readonly page: Page<WatchedSignal> | undefined
  readonly chosen: string | undefined
  readonly choose: (id: string) => void
  readonly searched: boolean
}

function SignalList({ page, chosen, choose, searched }: ListProps) {
  if (!page) return null
  if (page.items.length === 0)
    return (
      <p className="quiet">{searched ? 'No signal matches.' : 'No signals are watched yet.'}</p>
    )
  return (
    <ul className="choices">
      {page.items.map((signal) => (
        <li key={signal.id}>
          <button
            type="button"
            aria-pressed={signal.id === chosen}
            onClick={() => choose(signal.id)}
          >
            {signal.name} <small>{signal.entity}</small>
          </button>
        </li>
      ))}
      {page.next !== null && <li className="quiet">… more; search to narrow down</li>}
    </ul>
  )
}

function lastSentence({ last, learning_until, unit }: WatchedSignal, now: number): string {
  if (learning_until !== null) return `Still learning, until ${clock(learning_until, now)}.`
  if (last === null) return 'Not judged yet.'
  const { value, expected, lower, upper, timestamp } = last
  const seen = value === null ? 'nothing' : quantity(value, unit)
  const at = `At ${clock(timestamp, now)} it was ${seen}`
  if (expected === null || lower === null || upper === null) return `${at}.`
  const range = `${quantity(lower, unit)} to ${quantity(upper, unit)}`
  return `${at}; expected ${quantity(expected, unit)} (${range}).`
}

/** A value once it has been left alone for a moment: not every key press asks the server. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), 250)
    return () => window.clearTimeout(timer)
  }, [value])
  return settled
}

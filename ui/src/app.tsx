import { useCallback, useState } from 'react'

import type { EngineStatus } from '../../src/engine/engine.ts'
import { DemoBar } from './demo-bar.tsx'
import { OpenIncidents, RecentIncidents } from './incidents.tsx'
import { useCycles, useFetched, useNow } from './live.ts'
import { Predictions } from './predictions.tsx'
import { SignalPanel } from './signal-panel.tsx'
import { StatusLine } from './status-line.tsx'

/** The chosen signal is part of the address, so that a view can be sent to somebody. */
function useChosenSignal(): [string | undefined, (id: string) => void] {
  const [chosen, setChosen] = useState(() => new URLSearchParams(location.search).get('signal'))
  const choose = useCallback((id: string) => {
    const address = new URL(location.href)
    address.searchParams.set('signal', id)
    history.replaceState(null, '', address)
    setChosen(id)
  }, [])
  return [chosen ?? undefined, choose]
}

export function App() {
  const { connection, cycle } = useCycles()
  const status = useFetched<EngineStatus>('status', cycle)
  const [chosen, choose] = useChosenSignal()
  const now = useNow()
  const show = useCallback(
    (id: string) => {
      choose(id)
      document.getElementById('signal')?.scrollIntoView({ behavior: 'smooth' })
    },
    [choose],
  )
  return (
    <>
      <header>
        <h1>RootOps</h1>
        <StatusLine connection={connection} status={status} now={now} />
      </header>
      <DemoBar revision={cycle} />
      <main>
        <OpenIncidents revision={cycle} now={now} show={show} status={status.data} />
        <Predictions revision={cycle} now={now} show={show} status={status.data} />
        <SignalPanel chosen={chosen} choose={choose} revision={cycle} now={now} />
        <RecentIncidents revision={cycle} now={now} show={show} status={status.data} />
      </main>
      <footer>
        <a href="docs">API</a> <a href="metrics">Metrics</a> <a href="health">Health</a>
      </footer>
    </>
  )
}

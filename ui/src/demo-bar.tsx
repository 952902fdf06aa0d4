import { useState } from 'react'

import { ApiError, deleteAt, postJson } from './api.ts'
import { useFetched } from './live.ts'

interface Fault {
  readonly id: string
  readonly kind: string
  readonly target?: string
}

interface Faults {
  readonly kinds: readonly string[]
  readonly faults: readonly Fault[]
}

/** Buttons that break the simulated world; outside the demo the server has none and nor have we. */
export function DemoBar({ revision }: { readonly revision: number }) {
  const [done, setDone] = useState(0)
  const [absent, setAbsent] = useState(false)
  const [trouble, setTrouble] = useState<string>()
  const faults = useFetched<Faults>(absent ? undefined : 'demo/faults', revision + done)
  if (!absent && faults.error instanceof ApiError && faults.error.status === 404) setAbsent(true)
  if (!faults.data) return null
  const act = async (action: Promise<unknown>) => {
    try {
      await action
      setTrouble(undefined)
    } catch (error) {
      setTrouble((error as Error).message)
    }
    setDone((count) => count + 1)
  }
  return (
    <aside className="demo" aria-label="Demo">
      <b>Demo: break something</b>
      {faults.data.kinds.map((kind) => (
        <button
          type="button"
          key={kind}
          onClick={() => void act(postJson('demo/faults', { kind }))}
        >
          {kind.replaceAll(/[_-]/g, ' ')}
        </button>
      ))}
      {faults.data.faults.map(({ id, kind, target }) => (
        <button
          type="button"
          className="broken"
          key={id}
          onClick={() => void act(deleteAt(`demo/faults/${encodeURIComponent(id)}`))}
        >
          mend: {kind.replaceAll(/[_-]/g, ' ')} {target}
        </button>
      ))}
      {trouble && <span className="trouble">{trouble}</span>}
    </aside>
  )
}

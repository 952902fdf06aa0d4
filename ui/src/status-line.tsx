import type { EngineStatus } from '../../src/engine/engine.ts'
import type { Connection, Fetched } from './live.ts'
import { count, duration } from './words.ts'

interface Props {
  readonly connection: Connection
  readonly status: Fetched<EngineStatus>
  readonly now: number
}

const LINE: Record<Connection, string> = {
  connecting: 'connecting',
  live: 'live',
  lost: 'connection lost, trying again',
}

export function StatusLine({ connection, status, now }: Props) {
  const sentence = status.data ? stateSentence(status.data, now) : 'Asking RootOps how it is…'
  const troubles = status.data?.components.filter(({ state }) => isTrouble(state)) ?? []
  return (
    <div role="status">
      <p>
        <span className={`dot ${connection}`} /> {LINE[connection]} · {sentence}
      </p>
      {status.error && <p className="trouble">Cannot ask RootOps: {status.error.message}</p>}
      {troubles.map(({ name, state, detail }) => (
        <p className="trouble" key={name}>
          {name} is {state}: {detail}
        </p>
      ))}
    </div>
  )
}

function isTrouble(state: string): boolean {
  return state === 'down' || state === 'degraded'
}

function stateSentence({ state, source, signals, cycle }: EngineStatus, now: number): string {
  if (state === 'idle' || state === 'connecting')
    return `Connecting to ${source?.url ?? 'Prometheus'}…`
  if (state === 'stopped') return 'The engine has stopped; nothing is watched.'
  const parts = [`${count(signals.watched, 'signal')} watched`]
  if (source?.info) parts.unshift(`${source.info.flavor} ${source.info.version}`)
  if (signals.learning > 0) parts.push(`${signals.learning.toLocaleString()} still learning`)
  if (cycle.last_started === null) parts.push('the first cycle is under way')
  else parts.push(`looked ${duration(now - cycle.last_started)} ago`)
  if (cycle.last_error !== null) parts.push(`last cycle: ${cycle.last_error}`)
  return parts.join(' · ')
}

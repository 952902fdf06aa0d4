import type { EngineStatus } from '../../src/engine/engine.ts'
import type { Page } from '../../src/model/page.ts'
import type { Prediction } from '../../src/model/prediction.ts'
import { useFetched } from './live.ts'
import { Panel } from './panel.tsx'
import { nothingYet } from './nothing-yet.ts'
import { duration, percent } from './words.ts'

interface Props {
  readonly revision: number
  readonly now: number
  readonly show: (signal: string) => void
  readonly status: EngineStatus | undefined
}

export function Predictions({ revision, now, show, status }: Props) {
  const open = useFetched<Page<Prediction>>('predictions?state=open&limit=100', revision)
  return (
    <Panel title="Wrong soon" fetched={open}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet">{nothingYet(status) ?? 'Nothing is expected to cross a limit.'}</p>
        ) : (
          <ul className="cards">
            {items
              .toSorted((a, b) => breachTime(a) - breachTime(b))
              .map((prediction) => (
                <li className="card" key={prediction.id}>
                  <p>
                    <span className="badge">{percent(prediction.probability)}</span>{' '}
                    {prediction.summary}
                  </p>
                  <p className="quiet">
                    {timeLeft(prediction, now)} · {prediction.entity} ·{' '}
                    <button type="button" className="link" onClick={() => show(prediction.signal)}>
                      chart
                    </button>
                  </p>
                </li>
              ))}
          </ul>
        )
      }
    </Panel>
  )
}

/** Unix seconds of the likeliest crossing; those without one come last. */
function breachTime({ made_at, breach_seconds: { p50, p90, p10 } }: Prediction): number {
  const seconds = p50 ?? p90 ?? p10
  return seconds === null ? Infinity : made_at + seconds
}

function timeLeft(prediction: Prediction, now: number): string {
  const { made_at, horizon_seconds, breach_seconds } = prediction
  const { p10, p50, p90 } = breach_seconds
  const left = (seconds: number) => duration(made_at + seconds - now)
  if (p50 === null) return `perhaps within ${left(horizon_seconds)}`
  if (p10 === null || p90 === null) return `in about ${left(p50)}`
  return `in about ${left(p50)} (between ${left(p10)} and ${left(p90)})`
}

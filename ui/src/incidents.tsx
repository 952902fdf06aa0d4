import type { EngineStatus } from '../../src/engine/engine.ts'
import type { Incident } from '../../src/model/incident.ts'
import type { Page } from '../../src/model/page.ts'
import { useFetched } from './live.ts'
import { nothingYet } from './nothing-yet.ts'
import { Panel } from './panel.tsx'
import { clock, duration } from './words.ts'

interface Props {
  readonly revision: number
  readonly now: number
  readonly show: (signal: string) => void
  readonly status: EngineStatus | undefined
}

const DAY = 86_400

export function OpenIncidents(props: Props) {
  const { revision, status } = props
  const open = useFetched<Page<Incident>>('incidents?state=open&limit=50', revision)
  return (
    <Panel title="Wrong now" fetched={open}>
      {({ items, next }) =>
        items.length === 0 ? (
          <p className="quiet">{nothingYet(status) ?? 'No open incidents.'}</p>
        ) : (
          <>
            <IncidentList items={items} now={props.now} show={props.show} />
            {next !== null && <p className="quiet">Only the latest 50 are shown.</p>}
          </>
        )
      }
    </Panel>
  )
}

export function RecentIncidents(props: Props) {
  // Rounded, so that the address changes every five minutes and not with every tick.
  const since = Math.floor((props.now - DAY) / 300) * 300
  const recent = useFetched<Page<Incident>>(`incidents?start=${since}&limit=100`, props.revision)
  return (
    <Panel title="Last 24 hours" fetched={recent}>
      {({ items, next }) => {
        const over = items.filter(({ state }) => state !== 'open')
        if (over.length === 0)
          return <p className="quiet">{nothingYet(props.status) ?? 'No other incidents.'}</p>
        return (
          <>
            <IncidentList items={over} now={props.now} show={props.show} />
            {next !== null && <p className="quiet">Only the latest 100 are shown.</p>}
          </>
        )
      }}
    </Panel>
  )
}

function IncidentList({
  items,
  now,
  show,
}: Pick<Props, 'now' | 'show'> & { readonly items: readonly Incident[] }) {
  return (
    <ul className="cards">
      {items.map((incident) => (
        <IncidentCard key={incident.id} incident={incident} now={now} show={show} />
      ))}
    </ul>
  )
}

interface CardProps extends Pick<Props, 'now' | 'show'> {
  readonly incident: Incident
}

function IncidentCard({ incident, now, show }: CardProps) {
  const { severity, summary, entities, causes, findings } = incident
  return (
    <li className={`card ${severity}`}>
      <p>
        <span className="badge">{severity}</span> {summary}
      </p>
      <p className="quiet">
        {when(incident, now)} · {entities.slice(0, 3).join(', ')}
        {entities.length > 3 && ` and ${entities.length - 3} more`}
      </p>
      {causes[0] && (
        <p className="quiet">
          Likely cause: {causes[0].service}
          {causes[0].reasons.length > 0 && `, because ${causes[0].reasons.join('; ')}`}
        </p>
      )}
      {findings.length > 0 && <Findings findings={findings} show={show} />}
    </li>
  )
}

function when({ start, end, state }: Incident, now: number): string {
  if (end === null) return `${state} for ${duration(now - start)}`
  return `${clock(start, now)}, for ${duration(end - start)}`
}

function Findings({ findings, show }: Pick<Incident, 'findings'> & Pick<Props, 'show'>) {
  return (
    <details>
      <summary>{findings.length === 1 ? 'Evidence' : `Evidence (${findings.length})`}</summary>
      <ul>
        {findings.slice(0, 20).map(({ id, signal, summary }) => (
          <li key={id}>
            <button type="button" className="link" onClick={() => show(signal)}>
              {summary}
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}

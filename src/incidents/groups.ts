import type { Finding } from '../model/finding.ts'
import type { Incident } from '../model/incident.ts'
import type { IncidentContext } from './context.ts'
import { hasOnset, KINSHIP, type Kinship, kinshipOf, SAME_ONSET_SECONDS } from './kinship.ts'

/** Findings that are becoming an incident, or are added to one. */
export interface Group {
  readonly previous: Incident | undefined
  readonly findings: Map<string, Finding>
  /** When the first of its findings began, in unix seconds. */
  start: number
  /** Whether anything differs from `previous`. */
  touched: boolean
}

/** The groups by what could tie a finding to them, so that each finding meets only a few. */
export interface Groups {
  readonly all: readonly Group[]
  /** The group that has a finding with this id. */
  holding(id: string): Group | undefined
  create(previous?: Incident): Group
  /** Adds a finding, or its newer version. */
  put(group: Group, finding: Finding): void
  /** The group that the finding is most closely related to; of equals the one that began first. */
  kinOf(finding: Finding): Group | undefined
  /** The first group that began at the same time, whoever it is about. */
  begunWith(finding: Finding): Group | undefined
}

export function createGroups(context: IncidentContext): Groups {
  const all: Group[] = []
  const byFinding = new Map<string, Group>()
  const byTie = new Map<string, Set<Group>>()

  const put = (group: Group, finding: Finding) => {
    group.findings.set(finding.id, finding)
    group.start = Math.min(group.start, finding.start)
    byFinding.set(finding.id, group)
    for (const tie of tiesOf(finding)) {
      const tied = byTie.get(tie) ?? new Set()
      byTie.set(tie, tied.add(group))
    }
  }
  const tiedTo = (finding: Finding, ties: readonly string[]) => {
    const found = new Set<Group>()
    for (const tie of [...ties, ...onsetTies(finding, 1)])
      for (const group of byTie.get(tie) ?? []) found.add(group)
    return found
  }

  return {
    all,
    put,
    holding: (id) => byFinding.get(id),
    create(previous) {
      const group = {
        previous,
        findings: new Map<string, Finding>(),
        start: Infinity,
        touched: false,
      }
      all.push(group)
      for (const finding of previous?.findings ?? []) put(group, finding)
      return group
    },
    kinOf(finding) {
      const kin = [...tiedTo(finding, tiesOf(finding))]
        .map((group) => ({ group, kinship: closest(group, finding, context) }))
        .filter(({ kinship }) => kinship !== KINSHIP.none)
      return kin.sort((a, b) => a.kinship - b.kinship || a.group.start - b.group.start)[0]?.group
    },
    begunWith(finding) {
      const near = [...tiedTo(finding, [])].filter(
        (group) => Math.abs(group.start - finding.start) <= SAME_ONSET_SECONDS,
      )
      return near.sort((a, b) => a.start - b.start)[0]
    },
  }
}

function closest(group: Group, finding: Finding, context: IncidentContext): Kinship {
  let best: Kinship = KINSHIP.none
  for (const other of group.findings.values()) {
    const kinship = kinshipOf(finding, other, context)
    if (kinship === KINSHIP.entity) return kinship
    if (kinship < best) best = kinship
  }
  return best
}

function tiesOf(finding: Finding): string[] {
  return [`entity ${finding.entity}`, `service ${finding.service}`, ...onsetTies(finding, 0)]
}

/** The stretches of time around the onset, as far as `reach` of them away. */
function onsetTies(finding: Finding, reach: number): string[] {
  if (!hasOnset(finding)) return []
  const stretch = Math.floor(finding.start / SAME_ONSET_SECONDS)
  return Array.from({ length: 2 * reach + 1 }, (_, i) => `onset ${stretch - reach + i}`)
}

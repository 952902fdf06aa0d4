import { skillOf } from '../../forecast/ledger/skill.ts'
import { changeOfVoice } from '../../forecast/ledger/voice.ts'
import {
  type ClassSkill,
  FORECAST_CLASSES,
  type ForecastClass,
  OUTCOMES,
  type Outcome,
  type Voice,
} from '../../model/ledger.ts'
import type { Store, StatementCount } from '../../store/store.ts'

export type LedgerStore = Pick<
  Store,
  'scoreSignals' | 'scoreBins' | 'countStatements' | 'listVoices' | 'unsettledStatements'
>

/** Which classes of forecasts are told, and how each has done. */
export class Voices {
  skills: readonly ClassSkill[] = FORECAST_CLASSES.map((name) => skillOf(nothingOf(name)))
  readonly #known = new Map<ForecastClass, Voice>()

  async load(store: Pick<LedgerStore, 'listVoices'>): Promise<void> {
    for (const voice of await store.listVoices()) this.#known.set(voice.class, voice)
  }

  isSilent(name: ForecastClass): boolean {
    return this.#known.get(name)?.silent === true
  }

  /** Adds up the ledger as it is stored; answers the classes that fall silent or speak again. */
  async review(store: LedgerStore, now: number): Promise<Voice[]> {
    const [signals, bins, counts] = [
      await store.scoreSignals({}),
      await store.scoreBins(),
      await store.countStatements(),
    ]
    const changes: Voice[] = []
    this.skills = []
    for (const name of FORECAST_CLASSES) {
      const sums = signals.filter((one) => one.class === name)
      const known = this.#known.get(name)
      const since = known && (await store.scoreSignals({ class: name, since: known.since }))
      const change = changeOfVoice(known, since ?? sums, { class: name, now })
      if (change) {
        this.#known.set(name, change)
        changes.push(change)
      }
      const skill = skillOf({
        class: name,
        counts: countsOf(name, counts),
        sums,
        bins: bins.filter((one) => one.class === name),
        voice: change ?? known,
      })
      this.skills = [...this.skills, skill]
    }
    return changes
  }
}

function countsOf(
  name: ForecastClass,
  counts: readonly StatementCount[],
): Readonly<Record<Outcome, number>> {
  const own = counts.filter((one) => one.class === name)
  const countOf = (outcome: Outcome) => own.find((one) => one.outcome === outcome)?.count ?? 0
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, countOf(outcome)])) as Record<
    Outcome,
    number
  >
}

function nothingOf(name: ForecastClass) {
  return { class: name, counts: countsOf(name, []), sums: [], bins: [], voice: undefined }
}

import type { Samples } from '../../forecast/ledger/relief.ts'
import type { Outlook } from './outlook.ts'

/** Signals and values each that are remembered: a week of one every five minutes. */
const MAX_TRACKS = 200
const MAX_LENGTH = 2016

/**
 * The values of signals whose outlooks bring no samples along, as far as their outlooks told them.
 * What they were before a restart is not known.
 */
export class Tracks {
  readonly #tracks = new Map<string, { timestamps: number[]; values: number[] }>()

  /** The samples of an outlook, or what is remembered of it and those before. */
  samplesOf({ signal, samples, value, now }: Outlook): Samples {
    if (samples) return samples
    const track = this.#tracks.get(signal.id) ?? { timestamps: [], values: [] }
    if (now > (track.timestamps.at(-1) ?? -Infinity)) {
      track.timestamps = [...track.timestamps, now].slice(-MAX_LENGTH)
      track.values = [...track.values, value].slice(-MAX_LENGTH)
    }
    if (this.#tracks.has(signal.id) || this.#tracks.size < MAX_TRACKS)
      this.#tracks.set(signal.id, track)
    return {
      timestamps: Float64Array.from(track.timestamps),
      values: Float64Array.from(track.values),
    }
  }
}

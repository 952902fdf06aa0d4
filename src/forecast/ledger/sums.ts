/** What the scored statements (came true, did not, averted) about one signal add up to. */
export interface SignalSums {
  readonly signal: string
  readonly scored: number
  readonly averted: number
  /** Squared errors of what we said, and of what counting would have said. */
  readonly brier: number
  readonly reference: number
  /** The parts of both that were averted. */
  readonly avertedBrier: number
  readonly avertedReference: number
  /**
   * Variance of brier - reference, without what was averted, if the truth lay halfway between the two:
   * see `excessOf`.
   */
  readonly doubt: number
}

/** What the scored statements in one tenth of the probabilities add up to. */
export interface BinSums {
  /** 0…9 */
  readonly bin: number
  readonly count: number
  readonly said: number
  readonly happened: number
}

export interface Excess {
  readonly scored: number
  readonly signals: number
  /** By how much our squared errors exceed those of counting, summed; negative: we are better. */
  readonly sum: number
  /**
   * The same in standard deviations of chance. Where p is said and r by counting, both do equally
   * well on the mean if the truth is m = (p + r) / 2; one outcome then has the variance
   * 4 (p - r)² m (1 - m), and outcomes one after another are uncorrelated (Brier differences are
   * martingale differences, Lai, Gross & Shen 2011).
   */
  readonly deviations: number
}

/** The sums without what was averted. */
export function withoutAverted(sums: readonly SignalSums[]): SignalSums[] {
  return sums.map((one) => ({
    ...one,
    scored: one.scored - one.averted,
    averted: 0,
    brier: one.brier - one.avertedBrier,
    reference: one.reference - one.avertedReference,
    avertedBrier: 0,
    avertedReference: 0,
  }))
}

export function excessOf(sums: readonly SignalSums[]): Excess {
  const total = (pick: (one: SignalSums) => number) => sums.reduce((sum, one) => sum + pick(one), 0)
  const sum = total(({ brier, reference }) => brier - reference)
  const doubt = total((one) => one.doubt)
  return {
    scored: total(({ scored }) => scored),
    signals: sums.filter(({ scored }) => scored > 0).length,
    sum,
    deviations: doubt > 0 ? sum / Math.sqrt(doubt) : Math.sign(sum) * (sum === 0 ? 0 : Infinity),
  }
}

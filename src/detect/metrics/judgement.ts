/** What is thought of one row. One object is filled again and again. */
export interface Judgement {
  /** Unix seconds. */
  timestamp: number
  /** As it came; NaN where nothing was there. */
  value: number
  /** NaN as long as too little is known. */
  expected: number
  lower: number
  upper: number
  /** Surprise of this row, -log10 of its tail probability; finite, 0 while learning. */
  score: number
  /** 0…1, high once an event; counts only the direction that is bad. */
  alertScore: number
}

export function createJudgement(): Judgement {
  return {
    timestamp: NaN,
    value: NaN,
    expected: NaN,
    lower: NaN,
    upper: NaN,
    score: 0,
    alertScore: 0,
  }
}

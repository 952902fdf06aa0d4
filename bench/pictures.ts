import { mkdirSync, writeFileSync } from 'node:fs'

import { judgeSeries, type JudgedSeries } from '../src/detect/metrics/judge-series.ts'
import type { SignalProfile } from '../src/detect/metrics/profile.ts'
import { createRandom } from '../src/math/random.ts'

/** Draws the pictures of docs/explain/detection.md from what the judge says of made-up signals. */
const FOLDER = new URL('../docs/explain/pictures/', import.meta.url)
const START = 1_700_006_400
const STEP = 300
const DAY = 86_400 / STEP

interface Picture {
  readonly title: string
  readonly rows: number
  /** First and last row that are drawn. */
  readonly shown: readonly [number, number]
  readonly valueAt: (row: number, noise: () => number) => number
}

const day = (row: number) => Math.sin((2 * Math.PI * row) / DAY)
/** A beat of 40 rows: a sharp peak, then a low hump. */
const beat = (phase: number) =>
  8 * Math.exp(-(((phase - 10) / 2) ** 2)) + 2 * Math.exp(-(((phase - 25) / 5) ** 2))

const PICTURES: Readonly<Record<string, Picture>> = {
  season: {
    title: 'Requests a second: the same level is ordinary at noon and odd at night',
    rows: 10 * DAY,
    shown: [8 * DAY, 10 * DAY],
    valueAt: (row, noise) =>
      row >= 9.73 * DAY && row < 9.78 * DAY ? 150 + 4 * noise() : 100 + 60 * day(row) + 4 * noise(),
  },
  shift: {
    title: 'Latency: a level that stays is told once, then learned',
    rows: 8 * DAY,
    shown: [6.6 * DAY, 8 * DAY],
    valueAt: (row, noise) =>
      (row < 7 * DAY ? 120 : 170) + 6 * noise() + (row >= 7.75 * DAY && row < 7.76 * DAY ? 90 : 0),
  },
  shape: {
    title: 'A beat with the wrong shape: every value has been seen before',
    rows: 4000,
    shown: [3500, 3860],
    valueAt: (row, noise) =>
      (row >= 3680 && row < 3720 ? 2.5 + beat(40 - (row % 40)) / 2 : beat(row % 40)) +
      0.15 * noise(),
  },
}

const profile: SignalProfile = { bad: 'both', role: 'level', unit: 'none', step: STEP }

function judge({ rows, valueAt }: Picture): { values: Float64Array; columns: JudgedSeries } {
  const random = createRandom(11)
  const noise = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const timestamps = Float64Array.from({ length: rows }, (_, row) => START + row * STEP)
  const values = Float64Array.from({ length: rows }, (_, row) => valueAt(row, noise))
  return { values, columns: judgeSeries({ labels: {}, timestamps, values }, profile).columns }
}

const WIDTH = 760
const CHART = { top: 36, height: 150 }
const SCORE = { top: 206, height: 60, most: 10 }

function draw(picture: Picture): string {
  const { values, columns } = judge(picture)
  const [first, last] = picture.shown.map(Math.round) as [number, number]
  const cut = (column: Float64Array) => column.subarray(first, last)
  const [lower, upper] = [cut(columns.lower), cut(columns.upper)]
  const drawn = cut(values)
  const low = Math.min(...drawn, ...lower)
  const high = Math.max(...drawn, ...upper)
  const x = (i: number) => ((i / (drawn.length - 1)) * (WIDTH - 20) + 10).toFixed(1)
  const y = (value: number) =>
    (CHART.top + CHART.height * (1 - (value - low) / (high - low))).toFixed(1)
  const path = (column: Float64Array) =>
    Array.from(column, (value, i) => `${x(i)},${y(value)}`).join(' ')
  const band = `${path(upper)} ${path(lower).split(' ').toReversed().join(' ')}`
  const floor = SCORE.top + SCORE.height
  const scores = Array.from(cut(columns.score), (score, i) => {
    const height = (Math.min(SCORE.most, score) / SCORE.most) * SCORE.height
    return `${x(i)},${(floor - height).toFixed(1)}`
  })
  const alerts = [...cut(columns.alertScore).entries()]
    .filter(([, alert]) => alert >= 0.5)
    .map(([i]) => `<circle cx="${x(i)}" cy="${y(drawn[i]!)}" r="5" class="alert"/>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} 290" font-family="sans-serif" font-size="13">
<style>.band{fill:#9ec5fe;opacity:.5}.value{fill:none;stroke:#1f2a44;stroke-width:1.3}.expected{fill:none;stroke:#3b7ddd;stroke-width:1;stroke-dasharray:4 3}.score{fill:#f0a35e;opacity:.8}.alert{fill:none;stroke:#d6336c;stroke-width:2}</style>
<rect width="${WIDTH}" height="290" fill="#fff"/>
<text x="10" y="20" font-weight="bold">${picture.title}</text>
<polygon class="band" points="${band}"/>
<polyline class="expected" points="${path(cut(columns.expected))}"/>
<polyline class="value" points="${path(drawn)}"/>
${alerts.join('')}
<polygon class="score" points="10,${floor} ${scores.join(' ')} ${WIDTH - 10},${floor}"/>
<text x="10" y="${SCORE.top - 6}" fill="#666">score (0 to ${SCORE.most}); a ring: alert score 0.5 or more</text>
</svg>
`
}

mkdirSync(FOLDER, { recursive: true })
for (const [name, picture] of Object.entries(PICTURES)) {
  writeFileSync(new URL(`${name}.svg`, FOLDER), draw(picture))
}

/** The kinds of values a setting can have: how each is read from text, and shown again. */
export interface Kind<T> {
  /** Reads what a person wrote; throws an Error that says what is expected. */
  parse(raw: unknown): T
  /** What `--help` puts behind the flag; a flag without a value has none. */
  readonly placeholder: string | undefined
}

function textOf(raw: unknown, expected: string): string {
  if (typeof raw === 'string') return raw.trim()
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw)
  throw new Error(`expected ${expected}`)
}

function kindOf<T>(
  placeholder: string,
  expected: string,
  read: (text: string) => T | undefined,
): Kind<T> {
  return {
    placeholder,
    parse(raw) {
      const value = read(textOf(raw, expected))
      if (value === undefined) throw new Error(`expected ${expected}, not ${JSON.stringify(raw)}`)
      return value
    },
  }
}

export const path: Kind<string> = kindOf('<path>', 'a path', (written) => written || undefined)

export const text: Kind<string> = kindOf('<text>', 'a text', (written) => written || undefined)

export const flag: Kind<boolean> = {
  placeholder: undefined,
  parse(raw) {
    if (raw === true || raw === 'true' || raw === '1' || raw === '') return true
    if (raw === false || raw === 'false' || raw === '0') return false
    throw new Error(`expected true or false, not ${JSON.stringify(raw)}`)
  },
}

export function count(minimum: number, maximum: number): Kind<number> {
  return kindOf('<number>', `a whole number from ${minimum} to ${maximum}`, (written) => {
    const value = Number(written)
    return Number.isInteger(value) && value >= minimum && value <= maximum ? value : undefined
  })
}

export const positive: Kind<number> = kindOf('<number>', 'a number above 0', (written) => {
  const value = Number(written)
  return value > 0 && Number.isFinite(value) ? value : undefined
})

export function oneOf<const T extends string>(...choices: readonly T[]): Kind<T> {
  return kindOf(`<${choices.join('|')}>`, `one of ${choices.join(', ')}`, (written) =>
    choices.find((choice) => choice === written),
  )
}

const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 } as const
const DURATION = /^(?:\d+(?:ms|[smhdwy]))+$/

/** A Prometheus duration such as `90s`, `1h30m`, `14d`, as seconds. */
export const duration: Kind<number> = kindOf(
  '<duration>',
  'a duration such as 30s, 1h30m or 14d',
  (written) => {
    if (!DURATION.test(written)) return undefined
    const parts = written.matchAll(/(\d+)(ms|[smhdwy])/g)
    const seconds = parts.reduce(
      (sum, [, n, unit]) => sum + Number(n) * SECONDS[unit as keyof typeof SECONDS],
      0,
    )
    return seconds > 0 ? seconds : undefined
  },
)

const BYTES = {
  B: 1,
  KB: 1e3,
  KiB: 1024,
  MB: 1e6,
  MiB: 1024 ** 2,
  GB: 1e9,
  GiB: 1024 ** 3,
} as const

/** A size such as `64MiB`, as bytes. */
export const bytes: Kind<number> = kindOf('<size>', 'a size such as 64MiB or 500KB', (written) => {
  const match = /^(\d+(?:\.\d+)?)\s*(B|KB|KiB|MB|MiB|GB|GiB)$/.exec(written)
  return match ? Math.round(Number(match[1]) * BYTES[match[2] as keyof typeof BYTES]) : undefined
})

export const url: Kind<string> = kindOf(
  '<url>',
  'a URL such as http://localhost:9090',
  (written) => {
    const parsed = URL.canParse(written) ? new URL(written) : undefined
    return parsed && /^https?:$/.test(parsed.protocol) ? written.replace(/\/+$/, '') : undefined
  },
)

export const databaseUrl: Kind<string> = kindOf(
  '<url>',
  'a URL such as postgres://user@host/database',
  (written) => (URL.canParse(written) && /^postgres(ql)?:\/\//.test(written) ? written : undefined),
)

export interface Address {
  readonly host: string
  readonly port: number
}

/** `host:port`, `[::1]:8000`, `:8000` (all interfaces) or a bare port on loopback. */
export const address: Kind<Address> = kindOf(
  '<host:port>',
  'an address such as 127.0.0.1:8000',
  (written) => {
    const match = /^(?:(?:\[([\da-fA-F:.]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(written)
    if (!match || Number(match[3]) > 65_535) return undefined
    const hasHost = written.includes(':')
    return {
      host: match[1] ?? (match[2] || (hasHost ? '::' : '127.0.0.1')),
      port: Number(match[3]),
    }
  },
)

/** A path that every URL of ours starts with: `/` or `/rootops`. */
export const routePrefix: Kind<string> = kindOf('<path>', 'a path such as /rootops', (written) =>
  /^\/[\w\-./~]*$/.test(written) ? written.replace(/\/+$/, '') : undefined,
)

/** A regular expression, anchored as Prometheus anchors them. */
export const pattern: Kind<RegExp> = {
  placeholder: '<regex>',
  parse(raw) {
    const written = textOf(raw, 'a regular expression')
    try {
      return new RegExp(`^(?:${written})$`)
    } catch {
      throw new Error(`${JSON.stringify(raw)} is not a regular expression`)
    }
  },
}

/** Several of them; a list in YAML, commas elsewhere. */
export const patterns: Kind<readonly RegExp[]> = {
  placeholder: '<regex,…>',
  parse(raw) {
    const written = Array.isArray(raw)
      ? raw
      : textOf(raw, 'a list of regular expressions').split(',')
    return written.map((one) => {
      if (typeof one !== 'string') throw new Error('expected a list of regular expressions')
      return pattern.parse(one)
    })
  },
}

import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parser } from '@prometheus-io/lezer-promql'
import { Value } from 'typebox/value'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'

import { loadConfig } from '../src/config/load.ts'
import { flagOf, variableOf } from '../src/config/names.ts'
import { settingKeys, settingOf, type SettingKey } from '../src/config/settings.ts'
import { WebConfigSchema } from '../src/config/web-config.ts'
import { errors } from '../src/errors.ts'
import { createFakeEngine, incidentOf, predictionOf, scoresOf, signalOf } from './fake-engine.ts'
import { serverUnderTest } from './server-under-test.ts'

/** The documents say what the code does: what can be held against the code is. */
const root = resolve(import.meta.dirname, '..')
const RENEW = 'RENEW_DOCS=1 npx vitest run --project unit test/docs'

const pages = globSync('**/*.md', { cwd: root }).filter(
  (page) => !/(^|\/)(node_modules|dist)\//.test(page),
)
const textOf = (page: string) => readFileSync(join(root, page), 'utf8')
const code = (text: string) => `\`${text}\``
const row = (...cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`

/**
 * What stands between `<!-- name -->` and `<!-- /name -->` in a page, and what should. With
 * RENEW_DOCS set it is written anew first.
 */
function tableIn(page: string, name: string, lines: readonly string[]) {
  const [before = '', rest = ''] = textOf(page).split(`<!-- ${name} -->\n`)
  const [inside = '', after = ''] = rest.split(`<!-- /${name} -->`)
  const wanted = `${lines.join('\n')}\n`
  if (!process.env['RENEW_DOCS']) return { written: inside, wanted }
  writeFileSync(join(root, page), `${before}<!-- ${name} -->\n${wanted}<!-- /${name} -->${after}`)
  return { written: wanted, wanted }
}

/** The code blocks of a language in a page. */
function blocksOf(page: string, language: string): string[] {
  const blocks = [...textOf(page).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
  return blocks.filter(([, tongue]) => tongue === language).map(([, , inside]) => inside!)
}

function settingRow(key: SettingKey): string {
  const { kind, help, fallback, alsoEnvironment = [], ...more } = settingOf(key)
  const { secret, fileOnly, reloadable } = more
  const variables = fileOnly ? [] : [variableOf(key), ...alsoEnvironment]
  const notes = [reloadable && 'reload', secret && 'secret', fileOnly && 'file only']
  return row(
    code(key),
    fileOnly ? '' : code([`--${flagOf(key)}`, kind.placeholder ?? ''].join(' ').trim()),
    variables.map(code).join(', '),
    fallback === undefined ? '' : code(fallback),
    help,
    notes.filter(Boolean).join(', '),
  )
}

describe('configuration.md', () => {
  const page = 'docs/guide/configuration.md'

  it('lists every setting as the code has it', () => {
    const { written, wanted } = tableIn(page, 'settings', [
      '| key | flag | variable | default | meaning | notes |',
      '|---|---|---|---|---|---|',
      ...settingKeys.map(settingRow),
    ])
    expect(written, `lags behind the code; renew it with: ${RENEW}`).toBe(wanted)
  })

  it('shows configuration files that are valid', () => {
    const blocks = blocksOf(page, 'yaml')
    const web = blocks.filter((block) => block.startsWith('# web.yaml'))
    const own = blocks.filter((block) => block.startsWith('# rootops.yaml'))
    expect(web.length).toBeGreaterThan(0)
    expect(own.length).toBeGreaterThan(0)
    expect(web.length + own.length).toBe(blocks.length)
    for (const block of web) expect(Value.Errors(WebConfigSchema, parse(block))).toEqual([])
    for (const block of own) expect(faultsOf(block)).toEqual([])
  })
})

/** What is wrong with a configuration file that says this; secrets' files need not be there. */
function faultsOf(block: string): unknown {
  const file = join(mkdtempSync(join(tmpdir(), 'rootops-docs-')), 'rootops.yaml')
  writeFileSync(file, block)
  try {
    loadConfig({ flags: { 'config.file': file }, environment: {} })
    return []
  } catch (error) {
    return (error as { faults: unknown }).faults
  } finally {
    rmSync(dirname(file), { recursive: true })
  }
}

interface Family {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly labels: ReadonlySet<string>
}

/** Every family of ours, with the labels that it can have. */
async function families(): Promise<Family[]> {
  const signal = signalOf()
  const { telemetry, metrics } = await serverUnderTest({
    engine: createFakeEngine({
      scores: () => scoresOf([signal], [4]),
      openIncidents: () => [incidentOf()],
      openPredictions: () => [predictionOf({ signal: signal.id })],
    }),
  })
  const text = await metrics()
  const known = new Map(
    telemetry.registry
      .getMetricsAsArray()
      .map((metric) => [metric.name, (metric as unknown as { labelNames: string[] }).labelNames]),
  )
  return [...text.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\w+)$/gm)].map(
    ([, name, help, type]) => {
      const samples = text.matchAll(new RegExp(`^${name}\\{(.*)\\} `, 'gm'))
      const seen = [...samples].flatMap(([, inside]) =>
        [...inside!.matchAll(/(\w+)="/g)].map(([, label]) => label!),
      )
      return { name: name!, help: help!, type: type!, labels: new Set(known.get(name!) ?? seen) }
    },
  )
}

describe('metrics.md', () => {
  const page = 'docs/guide/metrics.md'

  it('lists every metric of ours as /metrics has it', async () => {
    const lines = (await families()).map(({ name, type, labels, help }) =>
      row(code(name), type, [...labels].map(code).join(', '), help),
    )
    expect(lines.length).toBeGreaterThan(20)
    const { written, wanted } = tableIn(page, 'metrics', [
      '| name | type | labels | meaning |',
      '|---|---|---|---|',
      ...lines,
    ])
    expect(written, `lags behind the code; renew it with: ${RENEW}`).toBe(wanted)
  })

  it('has alert rules beside it that parse and read metrics that exist', async () => {
    const known = new Set(
      (await families()).flatMap(({ name }) => [name, `${name}_bucket`, `${name}_count`]),
    )
    const rules = expressionsIn(parse(readFileSync('mixin/alerts.yml', 'utf8')))
    expect(rules.length).toBeGreaterThan(4)
    for (const expr of rules) {
      expect(metricsIn(expr), `in ${expr}`).not.toEqual([])
      for (const metric of metricsIn(expr)) expect(known, `in ${expr}`).toContain(metric)
    }
  })
})

/** Every `expr` of a document of rules. */
function expressionsIn(document: unknown): string[] {
  if (typeof document !== 'object' || document === null) return []
  return Object.entries(document).flatMap(([key, value]) =>
    key === 'expr' ? [String(value)] : expressionsIn(value),
  )
}

/** The metrics that an expression reads, `up` aside; throws where it does not parse. */
function metricsIn(expr: string): string[] {
  const names: string[] = []
  parser.parse(expr).iterate({
    enter({ type, from, to, node }) {
      if (type.isError) throw new Error(`does not parse: ${expr}`)
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector')
        names.push(expr.slice(from, to))
    },
  })
  return names
}

describe('errors.md', () => {
  const text = textOf('docs/guide/errors.md')
  const listed = new Map(
    [...text.matchAll(/^\| `([A-Z_]+)` \| (\d{3}|—) \|/gm)].map(([, name, status]) => [
      name!,
      status!,
    ]),
  )

  it('lists the table of errors with their statuses', () => {
    for (const make of Object.values(errors)) {
      const error = (
        make as (
          ...values: unknown[]
        ) => (typeof errors)['overloaded'] extends (m: string) => infer E ? E : never
      )('', 1)
      expect([error.code, listed.get(error.code)]).toEqual([error.code, String(error.statusCode)])
    }
  })

  it('lists what the server answers by itself, and nothing that nobody throws', () => {
    const sources = globSync('src/{errors.ts,server/**/*.ts}', { cwd: root }).filter(
      (file) => !file.includes('.test.'),
    )
    const thrown = sources.flatMap((file) => [
      ...textOf(file).matchAll(/(?:code: |new RootOpsError\(\s*)'([A-Z_]+)'/g),
    ])
    expect([...listed.keys()].sort()).toEqual([...new Set(thrown.map(([, name]) => name!))].sort())
  })
})

test('api.md lists every route', async () => {
  const { app } = await serverUnderTest({
    otlpReceiver: true,
    demo: {
      kinds: [],
      faults: async () => [],
      inject: async () => undefined,
      clear: async () => undefined,
    },
  })
  await app.ready()
  const routes = Object.entries(app.swagger().paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods ?? {}).map(
      (method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
    ),
  )
  const listed = [
    ...textOf('docs/guide/api.md').matchAll(/^\| `((?:GET|POST|DELETE) \/\S*)` \|/gm),
  ].map(([, route]) => route!)
  expect(listed.toSorted()).toEqual(routes.toSorted())
})

describe.each(pages)('%s', (page) => {
  const text = textOf(page)
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '')

  it('has relative links that lead somewhere', () => {
    const links = [...prose.matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, link]) => link!)
    expect(links.filter((link) => !leadsSomewhere(page, link))).toEqual([])
  })

  it('names no path of a machine', () => {
    expect(text.match(/(?<![\w.~/-])\/(?:home|root|Users|work|tmp|mnt)\/[\w.-]+/g) ?? []).toEqual(
      [],
    )
  })
})

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(root, target))) return false
  return anchor === undefined || !target.endsWith('.md') || anchorsOf(target).includes(anchor)
}

/** As GitHub makes them: lower case, spaces as dashes, other signs gone. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

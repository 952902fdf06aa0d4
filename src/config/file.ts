import { readFileSync } from 'node:fs'
import type { Document, LineCounter, Node, YAMLMap } from 'yaml'

import type { Fault } from '../errors.ts'
import type { Path } from './block.ts'
import { nearest } from './nearest.ts'
import { readSecret } from './secret-file.ts'
import { settingKeys, settingOf, type SettingKey } from './settings.ts'
import { loadYaml } from './yaml.ts'

/** A value as somebody wrote it, and where. */
export interface Written {
  readonly raw: unknown
  readonly place: string
  /** Where something inside the value is written; absent where it has no lines. */
  readonly placeInside?: (path: Path) => string
}

interface Reading {
  readonly yaml: ReturnType<typeof loadYaml>
  readonly file: string
  readonly lines: LineCounter
  readonly document: Document
  readonly faults: Fault[]
  readonly written: Map<SettingKey, Written>
}

const known = new Set<string>(settingKeys)
const sections = new Set(
  settingKeys.flatMap((key) => key.split('.').map((_, i, parts) => parts.slice(0, i).join('.'))),
)
const secretFiles = new Map<string, SettingKey>(
  settingKeys.filter((key) => settingOf(key).secret).map((key) => [`${key}_file`, key] as const),
)

/** Reads a YAML file of settings. What is wrong is added to `faults` with its line. */
export function readConfigFile(file: string, faults: Fault[]): Map<SettingKey, Written> {
  const text = readText(file, faults)
  if (text === undefined) return new Map()
  const yaml = loadYaml()
  const lines = new yaml.LineCounter()
  const document = yaml.parseDocument(text, { lineCounter: lines })
  const reading: Reading = { yaml, file, lines, document, faults, written: new Map() }
  for (const error of document.errors)
    faults.push({
      place: `${file}:${lines.linePos(error.pos[0]).line}`,
      message: error.message.split('\n')[0]!,
    })
  if (yaml.isMap(document.contents)) readSection(document.contents, '', reading)
  else if (document.contents !== null && document.errors.length === 0)
    faults.push({ place: file, message: 'expected a mapping of settings at the top' })
  return reading.written
}

function readText(file: string, faults: Fault[]): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    faults.push({ place: file, message: `cannot be read: ${(error as Error).message}` })
    return undefined
  }
}

function readSection(section: YAMLMap, prefix: string, reading: Reading): void {
  const { isMap, isScalar } = reading.yaml
  for (const pair of section.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : ''
    const key = prefix ? `${prefix}.${name}` : name
    const place = placeOf(pair.key as Node, reading)
    const value = pair.value as Node | null
    if (known.has(key))
      reading.written.set(key as SettingKey, {
        raw: value?.toJS(reading.document) ?? null,
        place,
        placeInside: (path) => placeOf(nodeAt(pair.key as Node, value, path, reading), reading),
      })
    else if (secretFiles.has(key)) readSecretFile(key, value, place, reading)
    else if (sections.has(key) && isMap(value)) readSection(value, key, reading)
    else reading.faults.push({ place, message: complaintAbout(key) })
  }
}

function readSecretFile(key: string, value: Node | null, place: string, reading: Reading): void {
  const file = reading.yaml.isScalar(value) ? String(value.value) : ''
  readSecret(file, place, reading.faults, (secret) =>
    reading.written.set(secretFiles.get(key)!, { raw: secret, place }),
  )
}

function placeOf(node: Node, { file, lines }: Reading): string {
  return `${file}:${lines.linePos(node.range?.[0] ?? 0).line}`
}

function complaintAbout(key: string): string {
  if (sections.has(key)) return `${key} is a section: expected a mapping`
  const near = nearest(key, known)
  return `unknown setting ${key}${near ? `; did you mean ${near}?` : ''}`
}

/** The key or the item at the end of the path, or the last one on the way that there is. */
function nodeAt(from: Node, value: Node | null, path: Path, { yaml }: Reading): Node {
  let [found, at] = [from, value]
  for (const step of path) {
    if (yaml.isMap(at)) {
      const pair = at.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === step)
      if (!pair) return found
      found = pair.key as Node
      at = pair.value as Node | null
    } else if (yaml.isSeq(at) && typeof step === 'number' && at.items[step]) {
      found = at = at.items[step] as Node
    } else return found
  }
  return found
}

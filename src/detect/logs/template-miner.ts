import { fnv1a64 } from '../../math/fnv1a.ts'
import { LineScanner } from './line-scanner.ts'
import { MASK } from './sequence-hash.ts'
import { SlotTable } from './slot-table.ts'
import {
  hashMasked,
  hashTokens,
  isWord,
  maskToken,
  sayTemplate,
  tokensOf,
  type Token,
} from './template.ts'

/** Lines that share their constant part. */
export interface Pattern {
  /** Hash of the template at birth; a template never changes. */
  readonly id: string
  readonly template: string
  readonly sample: string
  /** Lines so far, those of patterns that were joined into this one included. */
  readonly count: number
}

export interface MinerOptions {
  /** Patterns kept; the ones not seen for longest make room and are counted as `other`. */
  readonly maxPatterns?: number
}

/** Gives each line the pattern it belongs to, and learns patterns as it goes. */
export interface TemplateMiner {
  /** The line's pattern as known so far; `resolve` says what it became. */
  add(line: string): Pattern
  /** The pattern that a pattern has been joined into by now, or itself. */
  resolve(pattern: Pattern): Pattern
  /** All living patterns, and `other` where there was not room for all. Their counts add up. */
  patterns(): Pattern[]
}

/** A pattern as the miner keeps it; what only readers need is made when they ask. */
class Node implements Pattern {
  readonly sample: string
  readonly tokens: readonly Token[]
  count = 0
  into: Node | undefined
  /** Number of the last line seen; its age decides who makes room. */
  seen = 0
  #template: string | undefined

  constructor(tokens: readonly Token[], sample: string) {
    this.tokens = tokens
    this.sample = sample.slice(0, SAMPLE_LENGTH)
  }

  get template(): string {
    return (this.#template ??= sayTemplate(this.tokens))
  }

  get id(): string {
    return fnv1a64(this.template)
  }
}

/** Patterns that differ in one word, until there are so many that the word must be a variable. */
interface Slot {
  readonly members: Node[]
  joined: Node | undefined
}

/** As many different words in one place are no states of one thing any more. */
const DISTINCT = 6
/** The first word mostly says who speaks, so it takes more. */
const DISTINCT_FIRST = 12
/** Shorter lines have too little in common to be called the same but for a word. */
const MIN_WORDS = 3
/** Words of a line that are tried as variables. */
const MAX_TRIED = 24
/** Ways to leave out one word that are remembered, a pattern. */
const SLOTS_PER_PATTERN = 8
const SAMPLE_LENGTH = 500

/**
 * Masks what looks variable (LineScanner) and finds patterns by the hash of what is left; a word
 * that looks constant becomes a variable when six lines differ in nothing else. One configuration
 * for every format, no similarity threshold, and independent of the order of lines but for ties.
 *
 * Memory: `maxPatterns` templates of at most 128 tokens, four hashes and eight slots a pattern;
 * beyond that the oldest go. About 20 MB at 5,000 patterns.
 */
export function createTemplateMiner(options: MinerOptions = {}): TemplateMiner {
  return new Miner(options.maxPatterns ?? 5000)
}

class Miner implements TemplateMiner {
  readonly #scanner = new LineScanner()
  readonly #known = new Map<number, Node>()
  readonly #slots: SlotTable<Node | Slot>
  readonly #roots = new Set<Node>()
  readonly #other = new Node([{ hash: MASK, text: '<*>', gap: false }], '')
  readonly #maxPatterns: number
  #lines = 0

  constructor(maxPatterns: number) {
    this.#maxPatterns = maxPatterns
    this.#slots = new SlotTable(maxPatterns * SLOTS_PER_PATTERN)
  }

  add(line: string): Pattern {
    const key = this.#scanner.scan(line)
    const known = this.#known.get(key)
    let root = known === undefined ? undefined : rootOf(known)
    if (root === undefined || root === this.#other)
      root = rootOf(this.#insert(tokensOf(this.#scanner, line), key, line))
    root.count++
    root.seen = ++this.#lines
    return root
  }

  resolve(pattern: Pattern): Pattern {
    return rootOf(pattern as Node)
  }

  patterns(): Pattern[] {
    return this.#other.count > 0 ? [...this.#roots, this.#other] : [...this.#roots]
  }

  #insert(tokens: readonly Token[], key: number, sample: string): Node {
    const node = new Node(tokens, sample)
    node.seen = this.#lines
    this.#known.set(key, node)
    this.#roots.add(node)
    this.#tryWords(node)
    if (this.#roots.size > this.#maxPatterns) this.#makeRoom()
    forgetOldest(this.#known, this.#maxPatterns * 4)
    return node
  }

  /** Enters the node under every way to leave out one of its words, and joins where enough meet. */
  #tryWords(node: Node): void {
    const words: number[] = []
    node.tokens.forEach((token, i) => {
      if (isWord(token)) words.push(i)
    })
    if (words.length < MIN_WORDS) return
    for (const [nth, position] of words.slice(0, MAX_TRIED).entries()) {
      const key = hashMasked(node.tokens, position)
      const slot = this.#slotAt(key, node)
      if (slot !== undefined)
        this.#meet(slot, node, { position, enough: nth === 0 ? DISTINCT_FIRST : DISTINCT })
    }
  }

  /** The slot where others have been; the first one there only leaves itself. */
  #slotAt(key: number, node: Node): Slot | undefined {
    const found = this.#slots.get(key)
    if (found === undefined) this.#slots.set(key, node)
    if (found === undefined || !(found instanceof Node)) return found
    const slot = { members: [found], joined: undefined }
    this.#slots.set(key, slot)
    return slot
  }

  #meet(slot: Slot, node: Node, { position, enough }: { position: number; enough: number }): void {
    if (slot.joined !== undefined) {
      this.#join(node, slot.joined)
      return
    }
    slot.members.push(node)
    if (slot.members.length < enough) return
    const tokens = maskToken(node.tokens, position)
    const key = hashTokens(tokens)
    slot.joined = this.#known.get(key) ?? this.#insert(tokens, key, node.sample)
    for (const member of slot.members) this.#join(member, slot.joined)
    slot.members.length = 0
  }

  #join(node: Node, wider: Node): void {
    const root = rootOf(wider)
    if (node.into !== undefined || root === node || root === this.#other) return
    node.into = root
    root.count += node.count
    root.seen = Math.max(root.seen, node.seen)
    node.count = 0
    this.#roots.delete(node)
  }

  /** A tenth goes at once, so that the sorting is paid for by many lines. */
  #makeRoom(): void {
    const oldest = [...this.#roots].sort((a, b) => a.seen - b.seen)
    for (const node of oldest.slice(0, Math.ceil(this.#maxPatterns / 10))) {
      node.into = this.#other
      this.#other.count += node.count
      node.count = 0
      this.#roots.delete(node)
    }
  }
}

function rootOf(node: Node): Node {
  let root = node
  while (root.into !== undefined) root = root.into
  // Shorten the path for the next one who asks.
  if (node !== root) node.into = root
  return root
}

/** Maps keep the order of insertion: the first half is the older one. */
function forgetOldest(map: Map<number, unknown>, max: number): void {
  if (map.size <= max) return
  let left = max >> 1
  for (const key of map.keys()) {
    if (left-- <= 0) break
    map.delete(key)
  }
}

import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Command } from 'commander'

import { detectEntities } from './detect-entity.ts'
import type { Io } from './io.ts'
import { writeJudged } from './judged-rows.ts'
import { readStates, writeStates } from './kept-states.ts'
import { createProgress } from './progress.ts'
import { readRecorded, spanOf } from './recorded.ts'
import { RowWriter } from './row-writer.ts'
import { addProfileFlags, toldProfile, type ProfileFlags } from './told-profile.ts'
import { type Sink, streamSink, withFileSink } from './sink.ts'

/** `rootops detect FILE…`: each sample judged with only what came before it. */
export function detectCommand(io: Io): Command {
  const detect = new Command('detect')
    .description('score recorded series sample by sample, each with only what came before it')
    .argument('<file...>', 'CSV (timestamp,value) or the JSON of query_range; - is standard input')
    .option('--out <folder>', 'write one file per input, same name, instead of standard output')
    .option('--state <file>', 'go on from what was learned, and keep what is learned now')
    .option('--entity', 'judge the columns of a file together: entity_score, score:<column>')
  return addProfileFlags(detect).action(
    async (
      files: string[],
      options: ProfileFlags & { out?: string; state?: string; entity?: true },
    ) => {
      if (options.entity) return detectEntities(io, files, options)
      const states = options.state ? await readStates(options.state) : undefined
      const progress = createProgress(io, files.length, 'detect')
      if (options.out) await mkdir(options.out, { recursive: true })
      try {
        for (const file of files) {
          const recorded = await readRecorded(file, io)
          const prefix = files.length > 1 ? `${basename(file)}/` : ''
          const judge = (sink: Sink) =>
            writeJudged(recorded, new RowWriter(sink), {
              states,
              prefix,
              told: toldProfile(options, [{ timestamps: spanOf(recorded) }]),
              advance: (share) => progress.advance(share),
            })
          if (options.out) await withFileSink(outputOf(file, options.out), judge)
          else await judge(streamSink(io.stdout))
        }
      } finally {
        progress.end()
      }
      if (options.state && states) await writeStates(options.state, states)
    },
  )
}

function outputOf(file: string, folder: string): string {
  return join(folder, basename(file).replace(/\.gz$/, ''))
}

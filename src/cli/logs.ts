import { Command, Option } from 'commander'

import { assignTemplates } from '../detect/logs/assign-templates.ts'
import { analyzeLogBody } from '../engine/jobs/log-job.ts'
import type { LogAnalysis } from '../model/log-analysis.ts'
import { cell } from './csv.ts'
import { readInput } from './input.ts'
import type { Io } from './io.ts'

/** `rootops logs FILE`: patterns and what is odd about them. */
export function logsCommand(io: Io): Command {
  return new Command('logs')
    .description('analyse a file of log lines as the API would')
    .argument('<file>', 'plain lines, NDJSON or JSON {"logs": […]}; - is standard input')
    .addOption(
      new Option('--format <format>', 'form of the answer')
        .choices(['table', 'json', 'assignments'])
        .default('table'),
    )
    .action(async (file: string, { format }: { format: string }) => {
      const body = await readInput(file, io)
      if (format === 'assignments') return writeAssignments(body, io)
      const analysis = analyzeLogBody({ body, contentType: contentTypeOf(body), now: io.now() })
      io.stdout.write(
        format === 'json' ? `${JSON.stringify(analysis, null, 2)}\n` : tableOf(analysis),
      )
    })
}

/** Every line as it stands, the header included: line, pattern, template. */
function writeAssignments(body: Uint8Array, io: Io): void {
  const lines = new TextDecoder().decode(body).split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  const { patterns } = assignTemplates(lines)
  const rows = patterns.map(({ id, template }, i) => `${i + 1},${id},${cell(template)}`)
  io.stdout.write(`line,pattern,template\n${rows.join('\n')}\n`)
}

function contentTypeOf(body: Uint8Array): string {
  const start = new TextDecoder().decode(body.subarray(0, 4096)).trimStart()
  if (start.startsWith('[')) return 'application/json'
  if (!start.startsWith('{')) return 'text/plain'
  return /^\{\s*"logs"\s*:/.test(start) ? 'application/json' : 'application/x-ndjson'
}

function tableOf({
  log_count,
  error_count,
  warning_count,
  verdict,
  anomalies,
  patterns,
  warnings,
}: LogAnalysis): string {
  const lines = [
    `${log_count} lines, ${error_count} errors, ${warning_count} warnings: ${verdict}`,
    ...warnings.map((warning) => `note: ${warning}`),
    ...anomalies.map(({ severity, message }) => `${severity.padEnd(8)}  ${message}`),
    '',
    `${'COUNT'.padStart(8)}  ${'LEVEL'.padEnd(8)}  TEMPLATE`,
    ...patterns.map(
      ({ count, level, template }) =>
        `${String(count).padStart(8)}  ${level.padEnd(8)}  ${template}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

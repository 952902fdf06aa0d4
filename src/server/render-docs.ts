/** The part of an OpenAPI document that the documentation page reads. */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> }
}

interface Operation {
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly description?: string
    readonly schema?: unknown
  }[]
  readonly requestBody?: { readonly content?: Content }
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>
}
type Content = Readonly<Record<string, { readonly schema?: unknown }>>

const TAGS = ['watch', 'analyse', 'tell', 'operate', 'demo']

/** The documentation as one plain page that needs no script. */
export function renderDocs({ info, paths, components }: OpenApiDocument): string {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const sections = TAGS.map((tag) => {
    const members = routes.filter(({ operation }) => operation.tags?.includes(tag))
    return members.length === 0 ? '' : `<h2>${tag}</h2>${members.map(renderRoute).join('')}`
  })
  const schemas = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<details id="${escapeHtml(name)}"><summary><code>${escapeHtml(name)}</code></summary>${json(schema)}</details>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(info.title)} API</title>
<link rel="stylesheet" href="docs.css">
<h1>${escapeHtml(info.title)} ${escapeHtml(info.version)}</h1>
<p>${escapeHtml(info.description ?? '')} The same as
<a href="api/v1/openapi.json">OpenAPI 3.1</a>. Back to <a href="./">the page</a>.</p>
${sections.join('\n')}
<h2>documents</h2>
${schemas.join('\n')}
</html>
`
}

interface Route {
  readonly path: string
  readonly method: string
  readonly operation: Operation
}

function renderRoute({ path, method, operation }: Route): string {
  const { summary = '', parameters = [], requestBody, responses = {} } = operation
  const rows = parameters.map(
    (parameter) =>
      `<tr><td><code>${escapeHtml(parameter.name)}</code></td><td>${escapeHtml(parameter.in)}</td>` +
      `<td>${escapeHtml(parameter.description ?? '')}</td><td><code>${escapeHtml(JSON.stringify(parameter.schema))}</code></td></tr>`,
  )
  const bodies = renderContent(requestBody?.content)
  const answers = Object.entries(responses).map(
    ([status, { content }]) => `<li>${escapeHtml(status)} ${renderContent(content)}</li>`,
  )
  return `<details><summary><b>${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> ${escapeHtml(summary)}</summary>
${rows.length > 0 ? `<table>${rows.join('')}</table>` : ''}
${bodies === '' ? '' : `<p>Body: ${bodies}</p>`}
<ul>${answers.join('')}</ul></details>`
}

function renderContent(content: Content = {}): string {
  return Object.entries(content)
    .map(([type, { schema }]) => `<code>${escapeHtml(type)}</code> ${renderSchema(schema)}`)
    .join(' or ')
}

function renderSchema(schema: unknown): string {
  const name = /#\/components\/schemas\/(\w+)/.exec((schema as { $ref?: string })?.$ref ?? '')?.[1]
  return name === undefined ? json(schema) : `<a href="#${name}">${name}</a>`
}

function json(value: unknown): string {
  return `<pre>${escapeHtml(JSON.stringify(value, undefined, 1))}</pre>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

export const DOCS_STYLE = `:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 0 auto; padding: 1rem }
h2 { text-transform: capitalize; margin: 1.5rem 0 .5rem }
details { border-bottom: 1px solid #8884; padding: .4rem 0 }
summary { cursor: pointer; overflow-wrap: anywhere }
b { display: inline-block; min-width: 4.2rem }
pre { overflow: auto; max-height: 24rem; background: #8881; padding: .5rem; font-size: 12px }
table { border-collapse: collapse; font-size: 13px }
td { padding: .15rem .6rem .15rem 0; vertical-align: top; overflow-wrap: anywhere }
`

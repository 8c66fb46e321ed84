// Builds static/built from static/src: the style sheets, the font, the scripts, the pictures.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'sass'

const source = dirname(fileURLToPath(import.meta.url))
const root = join(source, '..', '..')
const packages = join(root, 'node_modules')
const built = join(root, 'static', 'built')

const folder = (name) => {
  const path = join(built, name)
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { recursive: true })
  return path
}

const copyFolder = (name) => {
  const to = folder(name)
  for (const file of readdirSync(join(source, name))) cpSync(join(source, name, file), join(to, file))
  return to
}

// The colours, for the style sheets; core/templatetags/look.py gives the same to pages, emails, PDFs and charts.
const look = JSON.parse(readFileSync(join(source, 'look.json'), 'utf8'))
const variables = Object.entries(look).map(([name, colour]) => `$${name}: ${colour};\n`)
writeFileSync(join(folder('look'), '_look.scss'), variables.join(''))

const sheets = folder('css')
for (const name of ['main', 'admin', 'classroom']) {
  const sheet = compile(join(source, 'css', `${name}.scss`), { loadPaths: [packages, join(built, 'look')], style: 'compressed', quietDeps: true })
  writeFileSync(join(sheets, `${name}.css`), sheet.css)
}

cpSync(
  join(packages, '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2'),
  join(folder('fonts'), 'atkinson-hyperlegible-next.woff2')
)
cpSync(
  join(packages, '@fontsource-variable/atkinson-hyperlegible-next/LICENSE'),
  join(built, 'fonts', 'LICENSE.txt')
)

const scripts = copyFolder('js')
const components = readFileSync(join(packages, 'govuk-frontend/dist/govuk/govuk-frontend.min.js'), 'utf8')
writeFileSync(join(scripts, 'govuk-frontend.min.js'), components.replace(/\/\/# sourceMappingURL=.*/, ''))

copyFolder('images')

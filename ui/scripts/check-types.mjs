// Keeps src/api/schema.d.ts equal to what the server's committed OpenAPI document says.
// Without arguments it fails on a difference; with --write it makes the file anew.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const document = new URL('../../src-tauri/crates/server/openapi.json', import.meta.url)
const committed = new URL('../src/api/schema.d.ts', import.meta.url)

const header = '// Generated from the server’s OpenAPI document by `npm run types`. Do not edit.\n\n'
const generated = header + astToString(await openapiTS(document))

if (process.argv.includes('--write')) {
  await writeFile(committed, generated)
} else if ((await readFile(committed, 'utf8')) !== generated) {
  console.error(
    'src/api/schema.d.ts is not what src-tauri/crates/server/openapi.json says: run `npm run types`.',
  )
  process.exitCode = 1
}

// Hands every document of a folder to stac-node-validator and prints by file name what it says: null for a valid one, else its
// messages.
//
//   node judge.mjs {folder of schemas} {folder of documents}
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { validator } from './validator.mjs';

const [schemas, folder] = process.argv.slice(2);
const validate = validator(schemas);
const judged = {};
for (const name of (await readdir(folder)).sort()) {
  const report = await validate(JSON.parse(await readFile(join(folder, name), 'utf8')));
  const faults = (report.children.length > 0 ? report.children : [report]).filter((one) => !one.valid || one.skipped);
  judged[name] = faults.length === 0 ? null : faults.map(({ id, messages, results }) => ({ id, messages, results }));
}

console.log(JSON.stringify(judged));

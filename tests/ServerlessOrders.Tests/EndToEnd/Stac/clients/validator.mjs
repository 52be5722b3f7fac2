// stac-node-validator, told to take schemas out of a folder.
import { createRequire } from 'node:module';

// Newer versions of Node.js have it, and the validator expects it.
URL.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null);
const require = createRequire(import.meta.url);
const validate = require('stac-node-validator');
const loader = require('stac-node-validator/src/loader/node');

/** A function that judges a document by the schemas of a folder, in which they lie under their addresses without https://. */
export function validator(schemas) {
  const config = {
    loader: (address) => loader(address.replace(/^http:\//, schemas)),
    verbose: false,
    schemaMap: { 'https://': `${schemas}/` },
    schemaVersions: { '2019-09': require('ajv/dist/2019'), '2020-12': require('ajv/dist/2020') },
  };
  return (document) => validate(document, config);
}

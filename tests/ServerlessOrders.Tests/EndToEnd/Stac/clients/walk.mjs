// Walks a STAC API as a browser of catalogs does, with stac-js: from the landing page by links only, every page of every list, both
// ways to search, and back from an item. Every document goes to stac-node-validator. What was seen is printed as one JSON object.
//
//   node walk.mjs {landing page} {folder of schemas} [{page of items} ...]     the token of the service comes in TOKEN
import create from 'stac-js';
import { validator } from './validator.mjs';

const [landing, schemas, ...lists] = process.argv.slice(2);
const headers = process.env.TOKEN ? { authorization: `Bearer ${process.env.TOKEN}` } : {};
const validate = validator(schemas);
const seen = { documents: 0, invalid: [], collections: [], items: {}, found: [], posted: [], ordered: [] };

async function load(link) {
  const post = link.method === 'POST';
  const answer = await fetch(link.href, {
    method: link.method ?? 'GET',
    headers: post ? { ...headers, 'content-type': 'application/json' } : headers,
    body: post ? JSON.stringify(link.body ?? {}) : undefined,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${link.href}: ${answer.status} ${text}`);
  const data = JSON.parse(text);
  // An empty list holds nothing to be judged.
  if (data.features?.length !== 0 && data.collections?.length !== 0) note(link.href, await validate(data));
  return create(data, false);
}

function note(address, report) {
  for (const one of report.children.length > 0 ? report.children : [report]) {
    seen.documents++;
    if (one.valid && !one.skipped) continue;
    seen.invalid.push({ address, id: one.id, messages: one.messages, results: one.results });
  }
}

// All entries of a list; a page that was seen before would go on for ever.
async function* pages(first) {
  const known = new Set();
  for (let link = first; link; ) {
    const key = JSON.stringify([link.href, link.body]);
    if (known.has(key) || known.size > 1000) throw new Error(`The pages of ${first.href} lead back to ${key}`);
    known.add(key);
    const page = await load(link);
    yield* page.getAll();
    const next = page.getPaginationLinks().next;
    link = next && { href: next.href, method: next.method, body: next.merge ? { ...link.body, ...next.body } : next.body };
  }
}

async function ids(first) {
  const list = [];
  for await (const item of pages(first)) list.push(item.id);
  return list;
}

const root = await load({ href: landing });
for await (const collection of pages(root.getApiCollectionsLink())) {
  seen.collections.push(collection.id);
  const self = await load(collection.getSelfLink());
  const items = (seen.items[collection.id] = []);
  for await (const item of pages({ href: `${self.getApiItemsLink().href}?limit=2` })) {
    items.push(item.id);
    const alone = await load(item.getSelfLink());
    const back = await load(alone.getCollectionLink());
    if (alone.id !== item.id || back.id !== collection.id) throw new Error(`${item.id} leads to ${alone.id} of ${back.id}`);
    if (alone.geometry && !alone.toGeoJSON()) throw new Error(`stac-js sees no place of ${item.id}`);
  }
}

seen.found = await ids({ href: `${root.getSearchLink('GET').href}?limit=3` });
const search = root.getSearchLink('POST');
seen.posted = await ids({ href: search.href, method: search.method, body: { limit: 3 } });
for (const href of lists) seen.ordered.push(await ids({ href }));
console.log(JSON.stringify(seen));

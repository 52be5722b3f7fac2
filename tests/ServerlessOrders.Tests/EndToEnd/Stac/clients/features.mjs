// Reads the catalog as a client of OGC API Features does, which knows nothing of STAC, and prints what it saw.
//
//   node features.mjs {landing page}
import { createRequire } from 'node:module';

const { FeatureService } = createRequire(import.meta.url)('@ogcapi-js/features');
const service = new FeatureService({ baseUrl: process.argv[2] });
const { conformsTo } = await service.getConformance();
const { collections } = await service.getCollections();
const seen = { conformsTo, collections: {} };
for (const { id } of collections) {
  const { title } = await service.getCollection(id);
  const all = await service.getFeatures(id, { limit: 100 });
  const place = await service.getFeatures(id, { bbox: [2, 48, 3, 49] });
  const time = await service.getFeatures(id, { datetime: { start: '2024-01-01T00:00:00Z', end: '2024-12-31T00:00:00Z' } });
  const one = await service.getFeature(id, all.features[0].id);
  const ids = ({ features }) => features.map((feature) => feature.id);
  seen.collections[id] = { title, all: ids(all), place: ids(place), time: ids(time), one: one.id };
}

console.log(JSON.stringify(seen));

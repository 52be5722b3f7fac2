import type { MultiPolygon } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import address from 'world-atlas/land-110m.json?url'

let loaded: Promise<MultiPolygon> | undefined

/** The land of the Earth, of Natural Earth at 1:110 million (public domain). Fetched once. */
export function loadLand(): Promise<MultiPolygon> {
  loaded ??= fetchLand().catch((thrown: unknown) => {
    loaded = undefined
    throw thrown
  })
  return loaded
}

async function fetchLand(): Promise<MultiPolygon> {
  const topology = (await (await fetch(address)).json()) as Topology<{ land: GeometryCollection }>
  const polygons = feature(topology, topology.objects.land).features.flatMap(({ geometry }) =>
    geometry.type === 'MultiPolygon' ? geometry.coordinates : geometry.type === 'Polygon' ? [geometry.coordinates] : [])
  return { type: 'MultiPolygon', coordinates: polygons }
}

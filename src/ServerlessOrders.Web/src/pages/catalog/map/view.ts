import { geoBounds, geoEquirectangular, type GeoProjection } from 'd3-geo'
import type { Geometry } from 'geojson'
import type { Box } from '../../../catalog/criteria.ts'

/** Width and height of the drawing in its own units; the page scales it. */
export const width = 960
export const height = 420

/** What part of the Earth is shown: its middle in degrees, and how much larger than the whole. */
export interface View {
  readonly longitude: number
  readonly latitude: number
  readonly zoom: number
}

export const wholeEarth: View = { longitude: 0, latitude: 0, zoom: 1 }
const largestZoom = 200
// The coast is that of a world map: a view of less than so many degrees would show an area without its surroundings.
const leastShown = 14

/** Plate carrée: a box in degrees is a rectangle on the map. */
export function projectionOf({ longitude, latitude, zoom }: View): GeoProjection {
  const scale = (width / (2 * Math.PI)) * zoom
  // Turned by longitude, so that no view ends at the antimeridian; moved by latitude, so that degrees stay square.
  return geoEquirectangular().rotate([-longitude, 0]).scale(scale).translate([width / 2, height / 2 + (latitude * Math.PI * scale) / 180])
}

/** The view moved and zoomed, kept on Earth. */
export function move(view: View, change: { readonly east?: number; readonly north?: number; readonly factor?: number }): View {
  const zoom = Math.min(Math.max(view.zoom * (change.factor ?? 1), 1), largestZoom)
  const half = (height / width) * (180 / zoom)
  const latitude = view.latitude + (change.north ?? 0)
  return { longitude: wrap(view.longitude + (change.east ?? 0)), latitude: Math.min(Math.max(latitude, Math.min(half - 90, 0)), Math.max(90 - half, 0)), zoom }
}

/** The view that shows a box with some room around it. */
export function viewOf([west, south, east, north]: Box): View {
  const across = ((east - west + 360) % 360) || (east === west ? 0 : 360)
  const zoom = Math.min(360 / Math.max(across * 1.4, leastShown), (360 * height) / width / Math.max((north - south) * 1.4, 1))
  return move({ longitude: wrap(west + across / 2), latitude: (south + north) / 2, zoom: Math.max(zoom, 1) }, {})
}

/** The box around geometries; nothing if there is none. */
export function boundsOf(geometries: readonly Geometry[]): Box | undefined {
  if (geometries.length === 0) return undefined
  const [[west, south], [east, north]] = geoBounds({ type: 'GeometryCollection', geometries: geometries.map(wound) })
  return [west, south, east, north].every(Number.isFinite) ? [west, south, east, north] : undefined
}

/**
 * A polygon as d3 reads it: the inside lies to the right of the outer ring, on the sphere. GeoJSON says the other side (RFC 7946 section
 * 3.1.6), and many files say either; an area of more than half the Earth is taken for one that is wound the other way.
 */
export function wound(geometry: Geometry): Geometry {
  switch (geometry.type) {
    case 'Polygon':
      return { type: 'Polygon', coordinates: geometry.coordinates.map((ring, index) => direct(ring, index === 0)) }
    case 'MultiPolygon':
      return { type: 'MultiPolygon', coordinates: geometry.coordinates.map(polygon => polygon.map((ring, index) => direct(ring, index === 0))) }
    case 'GeometryCollection':
      return { type: 'GeometryCollection', geometries: geometry.geometries.map(wound) }
    default:
      return geometry
  }
}

function direct(ring: readonly number[][], clockwise: boolean): number[][] {
  const positions = ring.map(position => [...position])
  let area = 0
  for (let i = 1; i < positions.length; i++) {
    const [x1 = 0, y1 = 0] = positions[i - 1] ?? []
    const [x2 = 0, y2 = 0] = positions[i] ?? []
    const step = wrap(x2 - x1)
    area += step * (y1 + y2)
  }
  return area >= 0 === clockwise ? positions : positions.reverse()
}

/** The box between two points of the drawing. */
export function boxBetween(projection: GeoProjection, one: readonly [number, number], other: readonly [number, number]): Box | undefined {
  const invert = (x: number, y: number) => projection.invert?.([x, y]) ?? undefined
  const topLeft = invert(Math.min(one[0], other[0]), Math.min(one[1], other[1]))
  const bottomRight = invert(Math.max(one[0], other[0]), Math.max(one[1], other[1]))
  if (!topLeft || !bottomRight) return undefined
  const tidy = (degrees: number) => Math.round(degrees * 1000) / 1000
  const latitude = (degrees: number) => tidy(Math.min(Math.max(degrees, -90), 90))
  return [tidy(topLeft[0]), latitude(bottomRight[1]), tidy(bottomRight[0]), latitude(topLeft[1])]
}

function wrap(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180
}

import { geoGraticule10, geoPath } from 'd3-geo'
import type { Geometry } from 'geojson'
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks'
import { useLoad } from '../../../app/useLoad.ts'
import type { Box } from '../../../catalog/criteria.ts'
import { t } from '../../../i18n/i18n.ts'
import { loadLand } from './land.ts'
import { MapTools, zoomStep, type MapMode } from './MapTools.tsx'
import { boundsOf, boxBetween, height, move, projectionOf, viewOf, wholeEarth, width, wound, type View } from './view.ts'
import './map.css'

interface Area {
  readonly key: string
  readonly title: string
  readonly geometry: Geometry
}

interface MapProps {
  readonly areas: readonly Area[]
  readonly box?: Box | undefined
  readonly pointed?: string | undefined
  readonly onPoint?: (key: string | undefined) => void
  readonly onOpen?: (key: string) => void
  /** Without it nothing can be drawn. */
  readonly onBox?: (box: Box) => void
}

type Point = readonly [number, number]

const graticule = geoGraticule10()

/** The Earth with the areas of products, and the area to search in. It asks no other host: the land comes with the pages. */
export default function SearchMap({ areas, box, pointed, onPoint, onOpen, onBox }: MapProps) {
  const land = useLoad(loadLand, [])
  const help = useId()
  const [view, setView] = useState<View>(() => fitting(areas, box))
  const [moved, setMoved] = useState(false)
  const [mode, setMode] = useState<MapMode>(onBox ? 'draw' : 'move')
  const [drag, setDrag] = useState<{ readonly from: Point; readonly to: Point; readonly view: View }>()
  const svg = useRef<SVGSVGElement>(null)
  const keys = areas.map(area => area.key).join('\n')

  useEffect(() => {
    if (!moved) setView(fitting(areas, box))
  }, [keys, box?.join()])

  const { shownLand, lines, shapes, frame } = useMemo(() => {
    const path = geoPath(projectionOf(view)).pointRadius(5)
    const turned = areas.map(({ key, title, geometry }) => ({ key, title, d: path(wound(geometry)) ?? undefined }))
    return {
      shownLand: land.value && (path(land.value) ?? undefined),
      lines: path(graticule) ?? undefined,
      shapes: turned,
      frame: box && rectangle(view, box),
    }
  }, [view, keys, land.value, box?.join()])

  const change = (next: View) => {
    setMoved(true)
    setView(next)
  }
  const fit = () => {
    setMoved(false)
    setView(fitting(areas, box))
  }
  const at = (event: PointerEvent): Point => {
    const rectangle = svg.current!.getBoundingClientRect()
    return [((event.clientX - rectangle.left) / rectangle.width) * width, ((event.clientY - rectangle.top) / rectangle.height) * height]
  }
  const degrees = 360 / (width * view.zoom)
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return
    setDrag({ from: at(event), to: at(event), view })
    svg.current?.setPointerCapture(event.pointerId)
  }
  const onPointerMove = (event: PointerEvent) => {
    if (!drag) return
    const to = at(event)
    setDrag({ ...drag, to })
    if (mode === 'move') change(move(drag.view, { east: (drag.from[0] - to[0]) * degrees, north: (to[1] - drag.from[1]) * degrees }))
  }
  const onPointerUp = (event: PointerEvent) => {
    if (!drag) return
    setDrag(undefined)
    const far = Math.abs(drag.from[0] - drag.to[0]) > 4 && Math.abs(drag.from[1] - drag.to[1]) > 4
    if (!far) {
      const shape = document.elementsFromPoint(event.clientX, event.clientY).find(element => element instanceof SVGPathElement && element.dataset['key'])
      if (shape instanceof SVGPathElement && shape.dataset['key']) onOpen?.(shape.dataset['key'])
    } else if (mode === 'draw' && onBox) {
      const drawn = boxBetween(projectionOf(view), drag.from, drag.to)
      if (drawn) onBox(drawn)
    }
  }
  const step = 60 * degrees
  const byKey: Readonly<Record<string, () => View>> = {
    ArrowLeft: () => move(view, { east: -step }),
    ArrowRight: () => move(view, { east: step }),
    ArrowUp: () => move(view, { north: step }),
    ArrowDown: () => move(view, { north: -step }),
    '+': () => move(view, { factor: zoomStep }),
    '-': () => move(view, { factor: 1 / zoomStep }),
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = byKey[event.key]?.()
    if (!next) return
    event.preventDefault()
    change(next)
  }

  return (
    <div class="map">
      <MapTools mode={mode} onMode={onBox && setMode} onZoom={factor => change(move(view, { factor }))} onFit={fit} />
      <svg
        ref={svg} viewBox={`0 0 ${width} ${height}`} role="application" tabindex={0} data-mode={mode}
        aria-label={t('map.label', { n: areas.length })} aria-describedby={help}
        onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={onPointerUp} onPointerCancel={() => setDrag(undefined)} onKeyDown={onKeyDown}
      >
        <rect class="sea" width={width} height={height} />
        <path class="lines" d={lines} />
        <path class="land" d={shownLand} />
        {shapes.map(({ key, title, d }) => (
          <path
            key={key} class="area" data-key={key} data-pointed={pointed === key || undefined} d={d}
            onMouseEnter={() => onPoint?.(key)} onMouseLeave={() => onPoint?.(undefined)}
          >
            <title>{title}</title>
          </path>
        ))}
        {frame && <rect class="frame" {...frame} />}
        {drag && mode === 'draw' && <rect class="frame" {...between(drag.from, drag.to)} />}
      </svg>
      <p class="hint" id={help}>{areas.length === 0 ? t('map.none') : onBox ? t('map.help') : ''}</p>
    </div>
  )
}

function fitting(areas: readonly Area[], box: Box | undefined): View {
  const bounds = box ?? boundsOf(areas.map(area => area.geometry))
  return bounds ? viewOf(bounds) : wholeEarth
}

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The rectangle between two corners. */
function between([x1, y1]: Point, [x2, y2]: Point): Rectangle {
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x1 - x2), height: Math.abs(y1 - y2) }
}

/** A box in degrees as it lies on the map. */
function rectangle(view: View, [west, south, east, north]: Box): Rectangle {
  const unit = (width * view.zoom) / 360
  const across = (east - west + 360) % 360 || 360
  const start = ((((west - view.longitude + 180) % 360) + 360) % 360) - 180
  return { x: width / 2 + start * unit, y: height / 2 - (north - view.latitude) * unit, width: across * unit, height: (north - south) * unit }
}
